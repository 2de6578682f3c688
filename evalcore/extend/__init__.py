"""What others bring: policies, sources, reports and more; how they are declared and found."""
