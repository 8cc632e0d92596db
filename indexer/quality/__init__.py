"""What is odd in the trips of a collection: what they lack, what rules find, what may have come in twice."""
