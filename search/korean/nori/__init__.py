"""nori, Lucene's Korean analyzer, in Python: the same tokens from the same dictionary, memory-mapped.

Written from its specification (docs/decisions/0002-nori-in-python.md): tokenizer with user words, part-of-speech
filter, reading form, lower case.
"""

from search.korean.nori.analyzer import Analyzer
from search.korean.nori.tokenizer import Mode, Token, Tokenizer
from search.korean.nori.viterbi import COMPILED

__all__ = ["COMPILED", "Analyzer", "Mode", "Token", "Tokenizer"]
