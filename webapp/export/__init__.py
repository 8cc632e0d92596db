"""All hits of a search as a table to take away: CSV and XLSX, over one list of columns."""
