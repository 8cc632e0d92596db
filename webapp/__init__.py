"""From request to page: the public API and the server-rendered site over any engine."""
