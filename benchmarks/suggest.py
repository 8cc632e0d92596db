"""Typing help: how fast each keystroke is answered, how long the suggestions take to make, what they hold in memory.

python -m benchmarks.suggest --titles 100000
"""

import os
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import click

from benchmarks.generator import names, titles
from benchmarks.machine import peak_memory, private_memory
from benchmarks.timing import timed
from benchmarks.vocabulary import ACRONYMS, BODIES, CITIES, COUNTRIES, REGIONS, THEMES
from search.korean.jamo import choseong, to_latin
from search.suggest.suggester import Item, Suggester
from search.suggestion import Kind

_MB: Final = 1e6
_TEXTS: Final = 400
_NAMES: Final = 5  # titles for each name or word


@click.command(help=__doc__)
@click.option("--titles", "count", default=100_000, show_default=True)
def main(count: int) -> None:
    before, peak_before = private_memory(os.getpid()), peak_memory()
    made: list[Suggester] = []
    seconds = timed(lambda: made.append(Suggester.of(items(count))))
    held, peak = private_memory(os.getpid()) - before, peak_memory() - peak_before
    making = timed(lambda: list(items(count)))
    click.echo(f"built in {seconds - making:.1f} s, {held / _MB:.1f} MB held, {peak / _MB:.1f} MB at most")
    for name, texts in inputs().items():
        show(f"suggest, {name}", made[0].suggest, texts)
    show("guesses, misspelled", made[0].guesses, inputs()["misspelled"])


def items(count: int) -> Iterator[Item]:
    """`count` titles, a fifth as many names and words, and those that every index has."""
    chance = random.Random(5)  # noqa: S311 - repeatable
    yield from (Item(title, Kind.TITLE, 1) for title in titles(count))
    kinds = (Kind.WORD, Kind.ORGANISATION, Kind.CITY)
    yield from (Item(name, chance.choice(kinds), chance.randint(1, 99)) for name in names(count // _NAMES))
    for kind, texts in ((Kind.COUNTRY, COUNTRIES), (Kind.CITY, CITIES), (Kind.THEME, THEMES), (Kind.WORD, ACRONYMS)):
        yield from (Item(text, kind, chance.randint(9, 999)) for text in texts)


def inputs() -> dict[str, list[str]]:
    """What is typed, by kind: each beginning of real texts, keystroke by keystroke, and what goes wrong."""
    chance = random.Random(6)  # noqa: S311 - repeatable
    words = [*THEMES, *CITIES, *COUNTRIES, *(f"{region}{body}" for region in REGIONS for body in BODIES[:3])]
    whole = [*chance.sample(words, 100), *titles(_TEXTS - 100, seed=7)]
    keys = [to_latin(text) for text in chance.sample(words, 100)]
    long = [word for word in words if len(word) > 3]  # noqa: PLR2004 - certain to be corrected
    return {
        "one letter": [*"ㄱㄴㄷㅅㅇㅈㅎabcs2", *(text[:1] for text in whole)],
        "two letters": [*("ㄱㅅ", "ㅎㄱ", "ai", "시ㅇ"), *(text[:2] for text in whole)],
        "prefixes": [text[:end] for text in whole for end in range(1, min(len(text), 12) + 1)],
        "initials": [choseong(text)[:end] for text in whole[:100] for end in range(2, len(text) + 1)],
        "other keyboard": [text[:end] for text in keys for end in range(1, len(text) + 1)],
        "misspelled": [misspelled(chance, word) for word in long],
        "several misspelled": [
            " ".join(misspelled(chance, word) for word in chance.sample(long, 4)) for _ in range(50)
        ],
        "very long": ["탄소중립 " * 2_000, "가" * 10_000, "xk" * 5_000, "🎉" * 10_000, "ㅌ" * 10_000],
    }


def misspelled(chance: random.Random, word: str) -> str:
    """`word` with the final consonant or vowel of one syllable changed."""
    place = chance.randrange(len(word))
    code = ord(word[place]) - ord("가")
    return word[:place] + chr(ord("가") + code // 28 * 28 + (code + 1) % 28) + word[place + 1 :]


def show(name: str, ask: Callable[[str], Sequence[object]], texts: Sequence[str]) -> None:
    answered = 0
    milliseconds = []
    for text in texts:
        answers: list[object] = []
        milliseconds.append(timed(lambda text=text, answers=answers: answers.extend(ask(text))) * 1e3)  # type: ignore[misc]
        answered += bool(answers)
    hundredths = statistics.quantiles(milliseconds, n=100, method="inclusive")
    p50, p95, p99 = (hundredths[part - 1] for part in (50, 95, 99))
    click.echo(f"{name}: p50 {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f} ms ({answered} of {len(texts)} answered)")


if __name__ == "__main__":
    main()
