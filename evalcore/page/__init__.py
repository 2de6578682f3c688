"""One file of HTML that answers by itself: what is in it, and how it is written."""
