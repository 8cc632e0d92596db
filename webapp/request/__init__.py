"""From an address to what is asked: what may stand in it, what is wrong with it, and the query that it means."""
