"""What lies here are distributions of their own: CI builds, installs and tests them as such."""

collect_ignore = ["travel"]
