"""The front door: the command line. The only room that opens all the others."""
