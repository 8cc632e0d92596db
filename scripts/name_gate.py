"""Which place names nori reads otherwise beside some particle: they need a user word, or a line among the ambiguous.

`python -m scripts.name_gate [NAME …]` asks for those names, else for every country and city of mappings/words/. Behind
each name that fails stand its other uses in the speeches and the texts that it fails in.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mappings.korean import UserWord, read_user_words
from scripts.word_harm import SPEECHES, speech_texts
from search.korean.analysis import TextAnalyzer
from search.korean.nori import Tokenizer
from search.korean.normalise import normalise
from search.page import Reason
from search.words.files import our_words

LONG: Final = 3  # syllables

_HANGUL: Final = re.compile("[가-힣]+")
_FINALS: Final = 28
_RIEUL: Final = 8


# A name of one syllable (괌, 빈) has no bigrams, and as a user word it would be looked for everywhere.
SHORTEST: Final = 2


def place_names() -> set[str]:
    """The Hangul names of countries and cities, those of several words left out: each word is a name of its own."""
    of_groups = (
        name for group in our_words().groups if group.reason in {Reason.COUNTRY, Reason.CITY} for name in group.words
    )
    return {name for name in of_groups if _HANGUL.fullmatch(name) and len(name) >= SHORTEST}


def with_particles(word: str) -> Iterator[str]:
    """`word` with 을/를, 은/는, 이/가, 과/와, 의, 에서 and 으로/로."""
    final = (ord(word[-1]) - ord("가")) % _FINALS
    particles = ("을", "은", "이", "과") if final else ("를", "는", "가", "와")
    for particle in (*particles, "의", "에서", "으로" if final not in {0, _RIEUL} else "로"):
        yield f"{word}{particle}"


def in_context(word: str) -> Iterator[tuple[str, list[str]]]:
    """Texts with `word` in them as reports write it, and the terms that the rest of the text gives."""
    for text in with_particles(word):
        yield f"{text} 연구", ["연구"]
    yield f"{word})", []
    yield f"({word})에서 연구", ["연구"]
    yield f"해외 {word}", ["해외"]
    yield f"해외{word}", ["해외"]
    yield f"해외 {word} 연구", ["해외", "연구"]
    yield f"해외{word} 연구", ["해외", "연구"]


def unlike_alone(analyzer: TextAnalyzer, word: str) -> list[str]:
    """The texts in which a document has other terms of `word` than a query for it.

    At the end of a text nori takes some particles for nouns: there, terms may follow those of the word.
    """
    alone = list(analyzer.analyze(normalise(word).text).terms)
    unlike = [] if alone else [word]
    for text, rest in in_context(word):
        before = [term for term in rest if term == "해외"]
        if analyzer.terms(text).values != before + alone + [term for term in rest if term == "연구"]:
            unlike.append(text)
    return unlike + [text for text in with_particles(word) if analyzer.terms(text).values[: len(alone)] != alone]


def other_uses(words: Sequence[UserWord], names: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """How often `texts` have the letters of each name where nori sees no proper noun of exactly these letters."""
    wanted = sorted(names)
    tokenizer = Tokenizer(words)
    found = Counter(dict.fromkeys(wanted, 0))
    for text in texts:
        places = [(name, start) for name in wanted for start in _places(name, text)]
        if places:
            proper = {(token.start, token.end) for token in tokenizer.tokenize(text) if token.tag == "NNP"}
            found.update(name for name, start in places if (start, start + len(name)) not in proper)
    return found


def _places(name: str, text: str) -> Iterator[int]:
    start = text.find(name)
    while start >= 0:
        yield start
        start = text.find(name, start + 1)


def main(asked: Sequence[str]) -> None:
    """Print the names that fail and are not among the ambiguous ones."""
    words = read_user_words()
    analyzer = TextAnalyzer(words)
    known = {item.name for item in our_words().ambiguous}
    names = sorted(asked or place_names() - known)
    failed = {name: texts for name in names if (texts := unlike_alone(analyzer, name))}
    uses = other_uses(words, failed, speech_texts()) if SPEECHES.exists() else Counter[str]()
    for name, texts in failed.items():
        print(f"{name}\t{uses[name] if SPEECHES.exists() else '?'}\t{', '.join(texts)}")
    print(
        f"이름 {len(names)}개 가운데 {len(failed)}개가 자리마다 다르게 읽힙니다. 따로 둔 이름은 {len(known)}개입니다."
    )


if __name__ == "__main__":
    main(sys.argv[1:])
