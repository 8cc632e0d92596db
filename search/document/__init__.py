"""What is kept of a trip."""
