"""From source to engine: read what agencies publish, clean it, load it, and report on every record."""
