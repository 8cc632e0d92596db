"""The public API: its addresses, what it answers, and the document that says so."""
