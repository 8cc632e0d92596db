"""Every field of an index once: its name, what it is for, and its weight in the ranking.

Both engines build their schema from this table (embedded.py here, elastic.py with its issue), so that a field
that only one of them knows cannot exist.
"""

from enum import StrEnum
from typing import Final, NamedTuple

# The layout of an index. Raise it with every change here, in search/document/document.py or in what is stored: an index
# of another version answers 503 until `trips rebuild`.
SCHEMA_VERSION: Final = 9

# nori and `whitespace` leave nothing longer to a term; tantivy's own limit is far above it.
MAX_TERM_UNITS: Final = 255


class Role(StrEnum):
    """What an index does with a field."""

    WORDS = "words"  # space-separated terms made in Python: matched in a row, scored
    KEYWORD = "keyword"  # one exact value or several: filtered and counted
    NUMBER = "number"  # compared in ranges, sorted
    STORED = "stored"  # handed back as it is


class Field(NamedTuple):
    """One field; `weight` is its share of the score, 0 for what only matches."""

    name: str
    role: Role
    weight: float = 0.0


# Weights as measured: docs/decisions/0008-ranking.md.
TEXT_TERMS: Final = Field("text_terms", Role.WORDS, 1.0)
TEXT_BIGRAMS: Final = Field("text_bigrams", Role.WORDS, 0.5)
TITLE_TERMS: Final = Field("title_terms", Role.WORDS, 0.7)
TITLE_BIGRAMS: Final = Field("title_bigrams", Role.WORDS, 0.35)

ID: Final = Field("id", Role.KEYWORD)
# Other ids under which the trip is known.
OTHER_ID: Final = Field("other_id", Role.KEYWORD)
COUNTRY: Final = Field("country", Role.KEYWORD)
# By what its spellings have in common, and as the record writes it (search/korean/organisations.py).
ORGANISATION: Final = Field("organisation", Role.KEYWORD)
ORGANISATION_NAME: Final = Field("organisation_name", Role.KEYWORD)
# Of the organisation, told by its name (search/words/offices.py).
REGION: Final = Field("region", Role.KEYWORD)
OFFICE_KIND: Final = Field("office_kind", Role.KEYWORD)
THEME: Final = Field("theme", Role.KEYWORD)
YEAR: Final = Field("year", Role.KEYWORD)
CITY: Final = Field("city", Role.KEYWORD)
# What is suggested while somebody types, beside countries, cities, organisations and themes: titles as they are, and
# the nouns of titles and summaries.
WHOLE_TITLE: Final = Field("whole_title", Role.KEYWORD)
NOUNS: Final = Field("nouns", Role.KEYWORD)
# The month of departure, `2025-11`.
MONTH: Final = Field("month", Role.KEYWORD)
# What a record does not state, by the names of its fields.
MISSING: Final = Field("missing", Role.KEYWORD)
# Where a record comes from: for the coverage of an index.
SOURCE: Final = Field("source", Role.KEYWORD)

# Days since 0001-01-01, as datetime.date.toordinal().
DEPARTS: Final = Field("departs", Role.NUMBER)
PUBLISHED: Final = Field("published", Role.NUMBER)
# As stated; missing where it is not.
NIGHTS: Final = Field("nights", Role.NUMBER)
PEOPLE: Final = Field("people", Role.NUMBER)
# In won.
COST: Final = Field("cost", Role.NUMBER)
# One key a sort: the value in the high bits, a hash of the id in the low ones (search/document/document.py).
NEWEST: Final = Field("newest", Role.NUMBER)
OLDEST: Final = Field("oldest", Role.NUMBER)
LONGEST: Final = Field("longest", Role.NUMBER)
RECENT: Final = Field("recent", Role.NUMBER)
# Microseconds since 1970 (UTC); missing where it is not known.
LAST_CHANGED: Final = Field("last_changed", Role.NUMBER)
# The hash of the id alone settles equal scores.
TIE: Final = Field("tie", Role.NUMBER)

TRIP: Final = Field("trip", Role.STORED)
ANALYSIS: Final = Field("analysis", Role.STORED)

FIELDS: Final = (
    TEXT_TERMS,
    TEXT_BIGRAMS,
    TITLE_TERMS,
    TITLE_BIGRAMS,
    ID,
    OTHER_ID,
    COUNTRY,
    ORGANISATION,
    ORGANISATION_NAME,
    REGION,
    OFFICE_KIND,
    THEME,
    YEAR,
    MONTH,
    CITY,
    WHOLE_TITLE,
    NOUNS,
    MISSING,
    SOURCE,
    DEPARTS,
    PUBLISHED,
    NIGHTS,
    PEOPLE,
    COST,
    NEWEST,
    OLDEST,
    LONGEST,
    RECENT,
    LAST_CHANGED,
    TIE,
    TRIP,
    ANALYSIS,
)
