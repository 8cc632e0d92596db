"""Any number of realistic trips from a seed: about 2,000 characters each, words and phrases as reports have them.

Sentences are put together from parts (vocabulary.py), so vocabulary and repetition are those of the genre; no text is
anybody's. A trip speaks of its own themes and little of others, so a theme finds a tenth of the trips; compounds,
figures and foreign names make a long tail: an analyzer that only ever met a few words would look faster than it is.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from benchmarks.vocabulary import (
    ACRONYMS,
    BODIES,
    CITIES,
    COUNTRIES,
    DEEDS,
    ENDINGS,
    HEADS,
    KINDS,
    OBJECTS,
    REGIONS,
    STEMS,
    SUBJECTS,
    SYLLABLES,
    THEMES,
    UNITS,
)
from search.trip import Place, Trip, make_id
from search.words.countries import find_country

# How often a sentence stays with its theme, names an acronym, and speaks of what every report speaks of.
_OWN_THEME: Final = 0.85
_ACRONYM: Final = 0.2
_USUAL_OBJECT: Final = 0.25
_FIRST_SYLLABLE: Final = ord("가")
_CODAS: Final = 28


def trips(count: int, seed: int = 1) -> Iterator[Trip]:
    """`count` trips, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable corpus, no secret
    for number in range(count):
        yield _with_text(chance, _heading(chance, number))


def headings(count: int, seed: int = 1) -> Iterator[Trip]:
    """`count` trips without summary and findings, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable corpus, no secret
    for number in range(count):
        yield _heading(chance, number).trip


def queries(seed: int = 2) -> list[str]:
    """Forty queries as people type them: one word, two, three, a phrase, an exclusion, Latin."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    found = [*chance.sample(THEMES, 12), *(f"{theme} {city}" for theme, city in zip(THEMES, CITIES, strict=False))][:24]
    found += [f"{chance.choice(CITIES)} {chance.choice(THEMES)} 조례 예산" for _ in range(6)]
    found += [f'"{text}"' for text in ("주민 참여", "성과 지표", "안전 점검 체계", "장기 계획")]
    return [*found, "SDGs", "C-ITS", "탄소중립을 -일본", "공공도서관의 운영", "도시 재생", "국제 기준"]


def titles(count: int, seed: int = 3) -> Iterator[str]:
    """`count` titles with a long tail of words, some 25 characters each."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(count):
        where = chance.choice((chance.choice(CITIES), _name(chance)))
        whose = chance.choice(
            (f"{chance.choice(REGIONS)}{chance.choice(BODIES)} ", f"{chance.randint(2010, 2026)}년 ", "")
        )
        yield f"{whose}{where} {_compound(chance)} 및 {chance.choice(THEMES)} {chance.choice(KINDS)}"


def names(count: int, seed: int = 4) -> Iterator[str]:
    """`count` words and names: compounds, cities and names written down by ear."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(count):
        name = chance.choice((_name(chance), f"{chance.choice(CITIES)} {chance.choice(BODIES)}", _compound(chance)))
        yield name if chance.randrange(2) else f"{name} {_compound(chance)}"


def text_length(trip: Trip) -> int:
    """Characters of what a trip reports: title, summary, findings."""
    return sum(map(len, (trip.title, trip.summary or "", *trip.findings)))


class _Heading(NamedTuple):
    """A trip without text, and what that is about."""

    trip: Trip
    themes: tuple[str, str]
    city: str


def _heading(chance: random.Random, number: int) -> _Heading:
    theme, other = chance.sample(THEMES, 2)
    city = chance.choice(CITIES)
    countries = tuple(_place(name) for name in chance.sample(COUNTRIES, chance.choice((1, 1, 1, 2, 3))))
    organisation = chance.choice(REGIONS) + chance.choice(BODIES)
    departs = dt.date(2019, 1, 1) + dt.timedelta(days=chance.randrange(2_860)) if number % 50 else None
    nights = chance.randint(2, 9)
    title = f"{city} {theme} {chance.choice(KINDS)} {number}"
    trip = Trip(
        id=make_id(organisation, title, departs, None, countries),
        title=title,
        countries=countries,
        cities=(city,),
        organisation=organisation,
        departs=departs,
        returns=departs + dt.timedelta(days=nights + 1) if departs else None,
        stay=f"{nights}박 {nights + 2}일",
        nights=nights,
        days=nights + 2,
        people=chance.randint(1, 15),
    )
    return _Heading(trip, (theme, other), city)


def _with_text(chance: random.Random, heading: _Heading) -> Trip:
    themes, city = heading.themes, heading.city
    summary = _paragraph(chance, themes[0], city, 6)
    findings = tuple(_paragraph(chance, chance.choice(themes), city, 8) for _ in range(5))
    return msgspec.structs.replace(heading.trip, summary=summary, findings=findings)


def _place(name: str) -> Place:
    country = find_country(name)
    return Place(country.code if country else None, name)


def _paragraph(chance: random.Random, theme: str, city: str, sentences: int) -> str:
    return " ".join(_sentence(chance, theme, city) for _ in range(sentences))


def _sentence(chance: random.Random, theme: str, city: str) -> str:
    about = theme if chance.random() < _OWN_THEME else chance.choice(THEMES)
    acronym = f"{chance.choice(ACRONYMS)}와 관련하여 " if chance.random() < _ACRONYM else ""
    opening = chance.choice((f"{city}의 ", f"{about} 분야에서 ", "이번 출장에서 ", acronym, ""))
    return f"{opening}{chance.choice(SUBJECTS)} {_detail(chance)}{_object(chance)} {_verb(chance)}."


def _detail(chance: random.Random) -> str:
    """What makes a sentence unlike others: a compound, a figure, a name."""
    match chance.randrange(5):
        case 0:
            return f"{_compound(chance)}의 "
        case 1:
            return f"{_name(chance)} {_compound(chance)}에서 "
        case 2:
            return f"{chance.randint(2, 9_999):,}{chance.choice(UNITS)} 규모의 "
        case 3:
            return f"{chance.randint(2015, 2026)}년부터 {_compound(chance)}에 필요한 "
        case _:
            return f"{_compound(chance)}와 {_name(chance)}의 "


def _object(chance: random.Random) -> str:
    thing = chance.choice(OBJECTS) if chance.random() < _USUAL_OBJECT else _compound(chance)
    return thing + ("를" if _ends_open(thing) else "을")


def _verb(chance: random.Random) -> str:
    return chance.choice(DEEDS) + chance.choice(ENDINGS)


def _compound(chance: random.Random) -> str:
    """A word of two parts, the first ones of each list most often."""
    return _common(chance, STEMS) + _common(chance, HEADS)


def _common(chance: random.Random, words: Sequence[str]) -> str:
    # The square of an even chance: the first tenth of a list is drawn a third of the time.
    return words[int(len(words) * chance.random() ** 2)]


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(3, 5)))


def _ends_open(word: str) -> bool:
    """Whether the last syllable has no final consonant (받침)."""
    return (ord(word[-1]) - _FIRST_SYLLABLE) % _CODAS == 0
