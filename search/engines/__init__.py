"""Where trips lie, which generation is served, and what is asked of it."""
