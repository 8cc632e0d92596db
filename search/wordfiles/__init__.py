"""The files of mappings/words/ as they are written: read, held against their shape, and every fault with its line."""
