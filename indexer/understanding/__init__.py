"""What the blocks of any file mean: which columns and labels are which fields, and where a trip begins and ends."""
