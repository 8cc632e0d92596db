"""What the words of queries and texts mean: the files of mappings/words, and what is asked of them."""
