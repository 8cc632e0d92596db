"""The embedded engine: tantivy in one folder, no server."""
