"""How a trip lies in an index: fields, weights, Korean rules, and the words people edit."""
