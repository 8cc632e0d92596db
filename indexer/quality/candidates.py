"""The trips of a collection beside those that they may be: on the disk, so that there may be any number of them.

Only trips that share a key stand beside each other, and each beside a few: how long it takes grows with the number of
trips and never with its square.
"""

import re
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, Final, NamedTuple, Self

import msgspec

from indexer.quality.suspect import Suspect, suspect_of
from indexer.understanding.titles import is_form_name, without_noise
from search.korean.normalise import normalise
from search.korean.organisations import organisation_key
from search.trip import Trip

# Kibibytes of the tables in memory, as in `indexer/memory.py`.
_CACHE: Final = 32_768
# Trips with one key are compared with so many before them; those that are most alike stand next to each other.
_WINDOW: Final = 20
# An address of more trips than these is that of a list.
_MOST_AT_ADDRESS: Final = 10
# Fewer letters than these are a title of many trips: `중국 출장`.
_FEWEST_LETTERS: Final = 6
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_BETWEEN: Final = "\n"

_GIVEN: Final = """
    CREATE TABLE given (letters TEXT, organisation TEXT, departs INTEGER, ends INTEGER, countries TEXT, people INTEGER,
        cost INTEGER, address TEXT, title TEXT, id TEXT, shown BLOB)"""
# In the order of the ids, so that every order in which the trips came gives the same numbers.
_SORTED: Final = (
    """CREATE TABLE trip AS
        SELECT letters, organisation, departs, ends, countries, people, cost, address, title FROM given ORDER BY id""",
    "CREATE TABLE shown AS SELECT shown FROM given ORDER BY id",
    "DROP TABLE given",
)
# Each gives the columns of a candidate first. Trips without days stand beside dated ones only where those may all be
# one trip.
_OF_ONE_TITLE: Final = """
    SELECT * FROM (
        SELECT rowid, *, count(*) OVER same AS many, max(departs) OVER same AS latest, min(ends) OVER same AS earliest
        FROM trip WHERE title IS NOT NULL WINDOW same AS (PARTITION BY title))
    WHERE many > 1 AND (departs IS NOT NULL OR latest IS NULL OR latest <= earliest)
    ORDER BY title, departs, organisation, rowid"""
_OF_ONE_ORGANISATION: Final = """
    SELECT * FROM (
        SELECT rowid, *, count(*) OVER (PARTITION BY organisation, departs) AS many
        FROM trip WHERE organisation IS NOT NULL AND departs IS NOT NULL)
    WHERE many > 1 ORDER BY organisation, departs, letters, rowid"""
_OF_ONE_ADDRESS: Final = """
    SELECT * FROM (
        SELECT rowid, *, count(*) OVER (PARTITION BY address) AS many FROM trip WHERE address IS NOT NULL)
    WHERE many > 1 AND many <= ? ORDER BY address, rowid"""


class Candidate(NamedTuple):
    """What is compared of a trip; days as ordinals, `ends` the day of departure where no later one is stated."""

    number: int
    letters: str
    organisation: str | None
    departs: int | None
    ends: int | None
    countries: str
    people: int | None
    cost: int | None
    address: str | None
    # Its letters, where they tell it from others.
    title: str | None

    @property
    def places(self) -> frozenset[str]:
        """The keys of the countries."""
        return frozenset(filter(None, self.countries.split(_BETWEEN)))


Pairs = Iterator[tuple[Candidate, Candidate]]


class Candidates:
    """Trips, numbered from 1 in the order of their ids."""

    def __init__(self, trips: Iterable[Trip]) -> None:
        """Reads all of `trips`."""
        # An empty name is a private file of SQLite's own, which goes with the process.
        self._table = sqlite3.connect("", isolation_level=None)
        self._table.execute(f"PRAGMA cache_size=-{_CACHE}")
        self._table.execute("PRAGMA journal_mode=OFF")
        self._table.execute("PRAGMA synchronous=OFF")
        self._table.execute(_GIVEN)
        self._table.execute("BEGIN")
        self._table.executemany("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, trips))
        for statement in _SORTED:
            self._table.execute(statement)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget everything."""
        self._table.close()

    def __len__(self) -> int:
        """How many trips there are."""
        (count,) = self._table.execute("SELECT count(*) FROM trip").fetchone()
        return int(count)

    def of_one_title(self) -> Pairs:
        """Trips whose titles have the same letters; names of forms and titles of few letters apart."""
        return self._pairs(self._table.execute(_OF_ONE_TITLE), lambda trip: trip.title)

    def of_one_organisation(self) -> Pairs:
        """Trips on which an organisation departed on one day."""
        return self._pairs(self._table.execute(_OF_ONE_ORGANISATION), lambda trip: (trip.organisation, trip.departs))

    def of_one_address(self) -> Pairs:
        """Trips that were published at one address; lists of many apart."""
        rows = self._table.execute(_OF_ONE_ADDRESS, (_MOST_AT_ADDRESS,))
        return self._pairs(rows, lambda trip: trip.address)

    def shown(self, numbers: Iterable[int]) -> tuple[Suspect, ...]:
        """What is shown of some trips."""
        one = "SELECT shown FROM shown WHERE rowid = ?"
        rows = chain.from_iterable(self._table.execute(one, (number,)) for number in numbers)
        return tuple(msgspec.json.decode(shown, type=Suspect) for (shown,) in rows)

    @staticmethod
    def _pairs(rows: Iterable[tuple[Any, ...]], key: Callable[[Candidate], object]) -> Pairs:
        before: deque[Candidate] = deque(maxlen=_WINDOW)
        for row in rows:
            candidate = Candidate(*row[: len(Candidate._fields)])
            if before and key(before[-1]) != key(candidate):
                before.clear()
            for earlier in before:
                yield earlier, candidate
            before.append(candidate)


def _row(trip: Trip) -> tuple[Any, ...]:
    letters = letters_of(trip.title)
    named = len(letters) >= _FEWEST_LETTERS and not is_form_name(trip.title)
    return (
        letters,
        _organisation(trip.organisation) if trip.organisation else None,
        trip.departs.toordinal() if trip.departs else None,
        max(trip.departs, trip.returns or trip.departs).toordinal() if trip.departs else None,
        _BETWEEN.join(sorted(place.key for place in trip.countries)),
        trip.people,
        trip.cost_krw,
        trip.source.url if trip.source else None,
        letters if named else None,
        trip.id,
        msgspec.json.encode(suspect_of(trip)),
    )


def letters_of(title: str) -> str:
    """What all spellings of a title have in common: its letters and digits in one case, without publishing noise."""
    return _NO_LETTERS.sub("", normalise(without_noise(title)).text).casefold()


# Collections have few organisations beside their trips.
_organisation = lru_cache(maxsize=10_000)(organisation_key)
