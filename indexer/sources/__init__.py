"""One reader per format; each yields raw records with their place. Formats are told apart by content."""
