"""What the user words do to real texts: of each word the texts it changes, and the terms it changes beyond itself.

`python -m scripts.word_harm [WORD …]` reads the example trips and, where they are, the speeches beside the repository.
A term changed beyond the word's own span is harm until someone has read it: 중국 would make 집 + 중국 + 면 of 집중국면.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from mappings.korean import UserWord, read_user_words
from search.korean.nori import Analyzer
from search.korean.normalise import normalise

ROOT: Final = Path(__file__).resolve().parents[1]
SAMPLE: Final = ROOT / "data" / "sample" / "trips.jsonl"
SPEECHES: Final = ROOT.parent / "shared" / "data" / "load" / "speeches.jsonl"


class Change(NamedTuple):
    """Terms beyond a word: what nori alone reads there, and what it reads with the user words."""

    alone: str
    ours: str


class Harm(NamedTuple):
    """Of each word: in how many texts its own terms change, and what changes beside it how often.

    `cut` are the words with the terms that nori alone sees across one of their ends.
    """

    texts: Counter[str]
    beyond: dict[str, Counter[Change]]
    cut: set[tuple[str, str]]


def harm(words: Sequence[UserWord], texts: Iterable[str]) -> Harm:
    """What `words` change in normalised `texts`."""
    surfaces = sorted((word.surface for word in words), key=len, reverse=True)
    any_word = re.compile("|".join(map(re.escape, surfaces)))
    alone, ours = Analyzer(), Analyzer(words)
    changed: Counter[str] = Counter()
    beyond: dict[str, Counter[Change]] = {}
    cut: set[tuple[str, str]] = set()
    for text in texts:
        spans = [(match.start(), match.end(), match[0]) for match in any_word.finditer(text)]
        if not spans:
            continue
        before, after = _kept(alone, text), _kept(ours, text)
        changed.update(
            {word for start, end, word in spans if _within(before, start, end) != _within(after, start, end)}
        )
        gone = [token for token in before if token not in set(after)]
        come = [token for token in after if token not in set(before)]
        for word, change in _beside(spans, gone, come):
            beyond.setdefault(word, Counter())[change] += 1
        cut.update(_across(spans, gone))
    return Harm(changed, beyond, cut)


def sample_texts() -> Iterator[str]:
    """Every normalised text of the example trips."""
    with SAMPLE.open(encoding="utf-8") as lines:
        for line in lines:
            yield from (normalise(text).text for text in _strings(json.loads(line)))


def speech_texts(path: Path = SPEECHES) -> Iterator[str]:
    """The normalised speeches."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield normalise(json.loads(line)["text"]).text


def main(asked: Sequence[str]) -> None:
    """Print the harm of every word, or of those `asked` for."""
    words = read_user_words()
    texts = chain(sample_texts(), speech_texts()) if SPEECHES.exists() else sample_texts()
    found = harm(words, texts)
    for word in words:
        texts_changed, beside = found.texts[word.surface], found.beyond.get(word.surface, Counter())
        if (texts_changed or beside) and (not asked or word.surface in asked):
            changes = ", ".join(f"{change.alone or '–'} → {change.ours or '–'} ×{n}" for change, n in beside.items())
            print(f"{word.surface}\t{texts_changed}\t{changes}")
    if not asked:
        print(
            f"단어 {len(words)}개 가운데 {len(found.texts)}개가 글 {found.texts.total()}건에서 제 단어을 고치고, "
            f"{len(found.beyond)}개가 제 밖의 색인어 {sum(map(Counter.total, found.beyond.values()))}곳을 바꿉니다.\n"
            f"자른 단어: {', '.join(f'{term}({word})' for word, term in sorted(found.cut))}"
        )
    if not SPEECHES.exists():
        print(f"{SPEECHES} 파일이 없어 예시 출장만 읽었습니다.", file=sys.stderr)


def _beside(
    spans: Sequence[tuple[int, int, str]], gone: Sequence[tuple[int, int, str]], come: Sequence[tuple[int, int, str]]
) -> Iterator[tuple[str, Change]]:
    """The changed terms outside every word, each with the word that stands nearest."""
    near: dict[tuple[int, int, str], tuple[list[str], list[str]]] = {}
    for side, tokens in enumerate((gone, come)):
        for start, end, term in tokens:
            if any(one <= start and end <= other for one, other, _ in spans):
                continue
            nearest = min(spans, key=lambda span: max(span[0] - end, start - span[1]))
            near.setdefault(nearest, ([], []))[side].append(term)
    for (_, _, word), (alone, ours) in near.items():
        yield word, Change("+".join(alone), "+".join(ours))


def _across(spans: Sequence[tuple[int, int, str]], gone: Sequence[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    for start, end, word in spans:
        yield from ((word, term) for one, other, term in gone if one < start < other or one < end < other)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(_strings, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_strings, value))


def _kept(analyzer: Analyzer, text: str) -> list[tuple[int, int, str]]:
    return [(token.start, token.end, token.term) for token in analyzer.analyze(text)]


def _within(tokens: Iterable[tuple[int, int, str]], start: int, end: int) -> list[tuple[int, int, str]]:
    return [token for token in tokens if start <= token[0] and token[1] <= end]


if __name__ == "__main__":
    main(sys.argv[1:])
