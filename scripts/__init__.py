"""Commands for whoever works on the house: `python -m scripts.word_harm`, `python -m scripts.name_gate`."""
