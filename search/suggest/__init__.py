"""What may have been meant."""
