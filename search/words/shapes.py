"""What each file of words must look like, as types; the sentence of a `Meta` tells people what is wrong otherwise."""

import re
from typing import Annotated, Final, NamedTuple

import msgspec
from msgspec import Meta

_NOTHING: Final = "검색할 수 있는 글자나 숫자가 없습니다. 지우거나 단어로 바꾸세요."

# Something to search for: with a letter or digit; ㆍ is a letter to Unicode and a dot to everybody else.
SEARCHABLE: Final = re.compile(r"[^\W_ㆍ]")
# A kept term, as `trips analyze` shows it: without white space.
TERM: Final = re.compile(rf"^\S*{SEARCHABLE.pattern}\S*$")

Word = Annotated[str, Meta(pattern=SEARCHABLE.pattern, description=_NOTHING)]
Term = Annotated[
    str,
    Meta(
        pattern=TERM.pattern,
        description="빈칸이 없는 단어 하나여야 합니다. `trips analyze`가 보여 주는 단어를 하나씩 쓰세요.",
    ),
]
ThemeKey = Annotated[
    str, Meta(pattern="^[a-z]+(-[a-z]+)*$", description="주제의 키는 영문 소문자와 붙임표(-)로 쓰세요.")
]
CountryCode = Annotated[
    str, Meta(pattern="^[A-Z]{2}$", description="국가는 대문자 두 글자 코드(ISO 3166-1, 예: KR)로 쓰세요.")
]
# What offices are: a closed list, which search/words/offices.py and docs/api.md name, too.
OFFICE_KINDS: Final = ("중앙", "광역", "기초", "의회", "교육청", "공공기관", "대학")
OfficeKind = Annotated[
    str,
    Meta(
        pattern=f"^({'|'.join(OFFICE_KINDS)})$",
        description=f"기관 유형은 {', '.join(OFFICE_KINDS)} 가운데 하나로 쓰세요.",
    ),
]
English = Annotated[
    str, Meta(pattern="^[A-Z][A-Za-z ,&'-]*$|^$", description="영어 이름은 대문자로 시작하는 라틴 글자로 쓰세요.")
]
FieldKey = Annotated[str, Meta(pattern="^[a-z]+(_[a-z]+)*$", description="필드 이름은 영문 소문자와 밑줄(_)로 쓰세요.")]
SameWords = Annotated[
    tuple[Word, ...], Meta(min_length=2, description="같은 뜻의 단어를 둘 이상 쓰거나 이 묶음을 지우세요.")
]

NarrowerWords = Annotated[
    tuple[Word, ...], Meta(min_length=1, description="좁은 뜻의 단어를 하나 이상 쓰거나 이 줄을 지우세요.")
]


class CountryEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What officials call a country, where CLDR does not say it, and its other names."""

    name: Word = ""
    aliases: tuple[Word, ...] = ()


class Topic(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Groups of words that mean the same, and by a word of a group, or one in none, the narrower ones."""

    groups: tuple[SameWords, ...]
    narrower: dict[Word, NarrowerWords] = msgspec.field(default_factory=dict)


class ThemeEntry(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"decisive": "3", "strong": "2", "supporting": "1"}
):
    """What people call a theme, in English too, and its words by their weight."""

    name: Word
    english: English = ""
    decisive: tuple[Word, ...] = ()
    strong: tuple[Word, ...] = ()
    supporting: tuple[Word, ...] = ()

    @property
    def words(self) -> tuple[tuple[str, int], ...]:
        """The words with their weights, the heaviest first."""
        weighted = ((3, self.decisive), (2, self.strong), (1, self.supporting))
        return tuple((word, weight) for weight, words in weighted for word in words)


class QuestionEntries(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kept terms of words that only ask, hold a sentence together, or say that a trip's report is wanted."""

    asking: tuple[Term, ...]
    filling: tuple[Term, ...]
    beside: tuple[Term, ...]
    trips: tuple[Term, ...] = ()
    trips_beside: tuple[Term, ...] = ()


class HeadingEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a copied trip page prints beside a value and what other files do; `ours` is our name of what is no field."""

    ours: Word = ""
    page: tuple[Word, ...] = ()
    headings: tuple[Word, ...] = ()


class RegionEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the government of a region is called, in full and before other words, and its cities and districts."""

    names: tuple[Word, ...]
    english: English = ""
    short: tuple[Word, ...] = ()
    districts: tuple[Word, ...] = ()


class OfficeKindEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What tells a kind of office: alone (`names` to `endings`), and behind the name of a region or district."""

    also: tuple[Word, ...] = ()
    english: English = ""
    names: tuple[Word, ...] = ()
    beginnings: tuple[Word, ...] = ()
    endings: tuple[Word, ...] = ()
    area_begins: tuple[Word, ...] = ()
    area_within: tuple[Word, ...] = ()
    area_ends: tuple[Word, ...] = ()
    city_whole: tuple[Word, ...] = ()


class OfficeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An office that the rules would not tell."""

    kind: OfficeKind
    regions: tuple[Word, ...]


class Offices(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the name of an office tells its regions and its kind."""

    regions: dict[Word, RegionEntry] = msgspec.field(default_factory=dict)
    kinds: dict[OfficeKind, OfficeKindEntry] = msgspec.field(default_factory=dict)
    offices: dict[Word, OfficeEntry] = msgspec.field(default_factory=dict)
    legal_forms: tuple[Word, ...] = ()
    no_offices: tuple[Word, ...] = ()
    ordinary_words: tuple[Word, ...] = ()


Countries = dict[CountryCode, CountryEntry]
# Section → official name → other names.
Named = dict[str, dict[Word, tuple[Word, ...]]]
Synonyms = dict[str, Topic]
HeadingEntries = dict[FieldKey, HeadingEntry]
Themes = dict[ThemeKey, ThemeEntry]


class Kind(NamedTuple):
    """A TOML file of words: its name, its type, and how it is written, for people."""

    name: str
    shape: object
    example: str


COUNTRIES: Final = Kind("countries.toml", Countries, 'KR = { name = "이름", aliases = ["다른 이름"] }')
CITIES: Final = Kind("cities.toml", Named, '[KR] 아래에 "이름" = ["다른 이름"]')
ORGANISATIONS: Final = Kind("organisations.toml", Named, '[분류] 아래에 "이름" = ["다른 이름"]')
SYNONYMS: Final = Kind("synonyms.toml", Synonyms, '[분야] 아래에 groups = [["단어", "같은 뜻의 단어"]]')
THEMES: Final = Kind("themes.toml", Themes, '[key] 아래에 name = "이름"과 3 = ["단어"]')
QUESTION_WORDS: Final = Kind("question_words.toml", QuestionEntries, 'asking, filling, beside, trips = ["단어"]')
OFFICES: Final = Kind("offices.toml", Offices, '[regions."이름"] 아래에 names = ["이름"]')
HEADINGS: Final = Kind("headings.toml", HeadingEntries, '[field] 아래에 headings = ["머리글"]')
