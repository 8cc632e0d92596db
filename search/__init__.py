"""The words and the engines: what a trip is, what a search means, and the two engines that answer it."""
