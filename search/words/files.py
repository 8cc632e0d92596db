"""What the files of mappings/words/ say, as one value: read once at a door and handed to whoever needs a part of it.

search/words/ holds each file against its shape; here is what the files must say together.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from mappings.korean import USER_WORDS_FILE, UserWord, UserWordsError, numbered_words, parse_user_words
from search.errors import WordsError
from search.korean.organisations import organisation_key
from search.page import Reason
from search.words.countries import country_codes, country_names
from search.words.groups import Group, group_of, key
from search.words.headings import check_headings
from search.words.positions import Path as Place
from search.words.questions import QuestionWords
from search.words.shapes import (
    CITIES,
    COUNTRIES,
    HEADINGS,
    OFFICES,
    ORGANISATIONS,
    QUESTION_WORDS,
    SEARCHABLE,
    SYNONYMS,
    TERM,
    THEMES,
    Countries,
    HeadingEntries,
    Named,
    OfficeKindEntry,
    Offices,
    QuestionEntries,
    RegionEntry,
    Synonyms,
    Themes,
)
from search.words.tables import WORDS_FOLDER, Table, Text

COMMON_TERMS: Final = "common_terms.txt"
AMBIGUOUS_NAMES: Final = "ambiguous_names.txt"

# A line of ambiguous_names.txt: name, count, reason.
_FIELDS: Final = 3


class Definition(NamedTuple):
    """A theme as the file defines it: `words` with their weights."""

    key: str
    name: str
    words: tuple[tuple[str, int], ...]
    english: str = ""


class Ambiguous(NamedTuple):
    """A name that is not read the same everywhere, how often the speeches use its letters otherwise, and why."""

    name: str
    other_uses: int
    reason: str


class Words(msgspec.Struct, frozen=True, eq=False):
    """All of it: what an index is built with (`user`, `themes`, `offices`), and what queries are read with.

    `groups` mean the same, `questions` only ask, `common` terms never make trips similar, and `ambiguous` names are
    those that no user word can repair. Two are equal where they are the same one, so what is made of one is kept by it.
    """

    user: tuple[UserWord, ...]
    groups: tuple[Group, ...]
    themes: tuple[Definition, ...]
    questions: QuestionWords
    common: frozenset[str]
    ambiguous: tuple[Ambiguous, ...]
    offices: Offices

    def with_user(self, user: tuple[UserWord, ...]) -> "Words":
        """The same with the user words of an index that was built with others."""
        return self if user == self.user else msgspec.structs.replace(self, user=user)


@cache
def our_words() -> Words:
    """The words of our own folder, as they were when first asked for. Raises WordsError."""
    return read_words()


def read_words(folder: Path = WORDS_FOLDER) -> Words:
    """The words of a folder. Raises WordsError with every fault of every file."""
    faults: list[str] = []
    words = Words(
        user=_user_words(Text(folder / USER_WORDS_FILE.name, faults)),
        groups=_groups(folder, faults),
        themes=_themes(Table(folder / THEMES.name, THEMES, Themes(), faults)),
        questions=_questions(Table(folder / QUESTION_WORDS.name, QUESTION_WORDS, None, faults)),
        common=_common_terms(Text(folder / COMMON_TERMS, faults)),
        ambiguous=tuple(_ambiguous_names(Text(folder / AMBIGUOUS_NAMES, faults))),
        offices=_offices(Table(folder / OFFICES.name, OFFICES, Offices(), faults)),
    )
    check_headings(Table(folder / HEADINGS.name, HEADINGS, HeadingEntries(), faults))
    if faults:
        raise WordsError(faults)
    return words


def _user_words(file: Text) -> tuple[UserWord, ...]:
    for number, word in numbered_words(file.text):
        if not SEARCHABLE.search(word.surface):
            file.fault(number, f"‘{word.surface}’: 글자나 숫자가 없습니다. 줄을 지우거나 단어로 바꾸세요.")
        elif len(word.surface) == 1:
            file.fault(number, f"‘{word.surface}’: 한 글자는 다른 단어를 가릅니다. 두 글자 이상의 단어를 쓰세요.")
    try:
        return parse_user_words(file.text, file.name)
    except UserWordsError as error:
        file.faults += str(error).splitlines()
        return ()


def _groups(folder: Path, faults: list[str]) -> tuple[Group, ...]:
    countries = Table(folder / COUNTRIES.name, COUNTRIES, Countries(), faults)
    cities = Table(folder / CITIES.name, CITIES, Named(), faults)
    organisations = Table(folder / ORGANISATIONS.name, ORGANISATIONS, Named(), faults)
    synonyms = Table(folder / SYNONYMS.name, SYNONYMS, Synonyms(), faults)
    for code in countries.value.keys() - country_codes():
        countries.fault_at((code,), "그런 국가 코드가 없습니다. ISO 3166-1의 두 글자 코드를 쓰세요.")
    found = (
        *(group_of(Reason.COUNTRY, words) for words in country_names(countries.value)),
        *(group_of(Reason.CITY, words) for words in _named(cities)),
        *(group_of(Reason.ORGANISATION, words) for words in _named(organisations)),
        *(group_of(Reason.SYNONYM, words, narrower) for words, narrower in _synonyms(synonyms)),
    )
    groups = tuple(group for group in found if len(group.words) + len(group.narrower) > 1)
    faults += _in_two_groups(groups, (countries, cities, organisations, synonyms))
    return groups


def _named(file: Table[Named]) -> Iterator[Sequence[str]]:
    for section, entries in file.value.items():
        for name, others in entries.items():
            yield _once(file, (section, name), (name, *others))


def _synonyms(file: Table[Synonyms]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Words that mean the same, with the narrower ones of any of them."""
    for topic, entry in file.value.items():
        _once(file, (topic, "narrower"), tuple(entry.narrower))
        for word, others in entry.narrower.items():
            _long(file, (topic, "narrower", word), (word, *others))
        left = {key(word): (word, others) for word, others in entry.narrower.items()}
        for number, words in enumerate(entry.groups):
            _long(file, (topic, "groups", number), words)
            belonging = [left.pop(key(word))[1] for word in words if key(word) in left]
            yield words, [other for others in belonging for other in others]
        yield from (((word,), others) for word, others in left.values())


def _long(file: Table[Synonyms], place: Place, words: Sequence[str]) -> None:
    """Each of `words` that is of one syllable is a fault, and each that is there twice."""
    for word in words:
        if len(key(word)) == 1:
            file.fault_at(place, f"‘{word}’: 한 글자는 다른 뜻일 때가 많습니다. 두 글자 이상의 단어를 쓰세요.")
    _once(file, place, words)


def _once(file: Table[Named] | Table[Synonyms], place: Place, words: Sequence[str]) -> Sequence[str]:
    """`words`; each of them that is there twice is a fault."""
    folded = ["".join(word.split()).casefold() for word in words]
    repeated = sorted({word for word, form in zip(words, folded, strict=True) if folded.count(form) > 1})
    if repeated:
        file.fault_at(place, f"같은 말이 두 번 있습니다({', '.join(repeated)}). 하나만 남기세요.")
    return words


def _in_two_groups(
    groups: Sequence[Group], files: Sequence[Table[Countries] | Table[Named] | Table[Synonyms]]
) -> Iterator[str]:
    first: dict[str, Group] = {}
    for group in groups:
        for word in group.words:
            other = first.setdefault(key(word), group)
            if other is not group:
                places = ", ".join(
                    f"{file.name} {found.line}번째 줄"
                    for file in files
                    for found in file.positions.strings
                    if key(found.text) == key(word)
                )
                yield (
                    f"‘{word}’: 두 묶음에 있습니다({places}). 한쪽의 말이 다른 쪽의 말까지 끌어옵니다. "
                    "두 묶음을 합치거나 한쪽에서 빼세요."
                )


def _themes(file: Table[Themes]) -> tuple[Definition, ...]:
    names: dict[str, str] = {}
    _named_in_english(file, {(theme,): entry.english for theme, entry in file.value.items()})
    for theme, entry in file.value.items():
        if not entry.words:
            file.fault_at((theme,), "단어가 없습니다. 1, 2, 3 가운데 하나에 단어를 쓰세요.")
        if names.setdefault(entry.name, theme) != theme:
            file.fault_at((theme, "name"), f"‘{entry.name}’: [{names[entry.name]}]의 이름입니다. 다른 이름을 쓰세요.")
        seen: set[str] = set()
        for word, weight in entry.words:
            if word in seen:
                file.fault_at((theme, str(weight)), f"‘{word}’: 두 번 있습니다. 하나만 남기세요.")
            seen.add(word)
    return tuple(Definition(theme, entry.name, entry.words, entry.english) for theme, entry in file.value.items())


def _questions(file: Table[QuestionEntries | None]) -> QuestionWords:
    found = file.value or QuestionEntries((), (), ())
    lists = (found.asking, found.filling, found.beside, found.trips, found.trips_beside)
    return QuestionWords(*map(frozenset, lists))


def _common_terms(file: Text) -> frozenset[str]:
    for number, line in file.lines:
        if not TERM.search(line):
            file.fault(number, f"‘{line}’: 한 줄에 `trips analyze`가 보여 주는 단어 하나를 빈칸 없이 쓰세요.")
    return frozenset(line for _, line in file.lines)


def _ambiguous_names(file: Text) -> Iterator[Ambiguous]:
    for number, line in file.lines:
        fields = line.split("\t")
        if len(fields) != _FIELDS or not fields[1].isdecimal() or not all(map(SEARCHABLE.search, fields)):
            file.fault(number, f"‘{line}’: 이름, 횟수, 다른 쓰임을 탭으로 나누어 쓰세요.")
            continue
        yield Ambiguous(fields[0], int(fields[1]), fields[2])


def _offices(file: Table[Offices]) -> Offices:
    """What the file says; a name that would tell two things is a fault, and so is a region that nothing else names."""
    found = file.value
    _named_in_english(file, {("regions", region): entry.english for region, entry in found.regions.items()})
    _named_in_english(file, {("kinds", kind): entry.english for kind, entry in found.kinds.items()})
    for region, entry in found.regions.items():
        for of in _lists(RegionEntry):
            _each_once(file, {("regions", region, of): getattr(entry, of)})
    for of in _lists(OfficeKindEntry):
        _each_once(file, {("kinds", kind, of): getattr(entry, of) for kind, entry in found.kinds.items()})
    single: dict[Place, Sequence[str]] = {("offices", name): (name,) for name in found.offices}
    _each_once(file, {("kinds", kind, "names"): entry.names for kind, entry in found.kinds.items()} | single)
    for name, office in found.offices.items():
        for region in office.regions:
            if region not in found.regions:
                file.fault_at(("offices", name), f"‘{region}’: [regions]에 없는 지역입니다. 거기에 있는 대로 쓰세요.")
    return found


def _lists(entry: type[msgspec.Struct]) -> Iterator[str]:
    """The fields of an entry that are lists of words."""
    return (name for name in entry.__struct_fields__ if name != "english")


def _named_in_english(file: Table[Themes] | Table[Offices], names: Mapping[Place, str]) -> None:
    """Names that English pages show, by their places: each thing has one, and no two have the same."""
    seen: dict[str, Place] = {}
    for place, name in names.items():
        if not name:
            file.fault_at(place, 'english가 없습니다. 영어 이름을 english = "Name"처럼 쓰세요.')
        elif seen.setdefault(name, place) != place:
            file.fault_at((*place, "english"), f"‘{name}’: 다른 것의 영어 이름입니다. 다른 이름을 쓰세요.")


def _each_once(file: Table[Offices], lists: Mapping[Place, Sequence[str]]) -> None:
    """A word that stands twice in the `lists`, which lie at their places, is a fault."""
    seen: set[str] = set()
    for place, words in lists.items():
        for word in words:
            if organisation_key(word) in seen:
                file.fault_at(place, f"‘{word}’: 두 번 있습니다. 하나만 남기세요.")
            seen.add(organisation_key(word))
