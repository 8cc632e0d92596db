"""What must be found."""
