"""What an engine has to offer: one opened generation of an index, asked in our own words.

Everything else that a search is stands above it, once for all engines (search/engines/serving.py), and calls downwards
only.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from mappings.fields import Field
from mappings.korean import UserWord
from search.document.stored import StoredAnalysis
from search.errors import IndexMissingError
from search.page import IndexInfo, Total
from search.plan.tree import AllOf, Node, Score
from search.query import FacetName, Filters, Measure, Sort
from search.trip import Trip


class GenerationGoneError(IndexMissingError):
    """The generation that was asked is served no more: another one may be, and whoever asked asks that."""


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """The trips of which `base` is true and none of `without`, and that pass the filters."""

    base: Node = AllOf(())
    without: tuple[Node, ...] = ()
    filters: Filters = Filters()


class Slice(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the selected trips: `size` of them in `order`, from `offset` on or behind `after`, a sort key and an id.

    Those of which `beyond`, an earlier tier, is true are no hits. `scoring` makes the score in the order of relevance.
    """

    order: Sort
    size: int
    offset: int = 0
    after: tuple[int, str] | None = None
    beyond: Node | None = None
    scoring: tuple[Score, ...] = ()


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """All trips of a selection, without those of which `beyond`, an earlier tier, is true."""

    selection: Selection
    beyond: Node | None = None
    scoring: tuple[Score, ...] = ()


class Facets(msgspec.Struct, frozen=True):
    """Which facets to count, how many values of each are shown, and what is summed up."""

    names: tuple[FacetName, ...] = ()
    size: int = 0
    measures: tuple[Measure, ...] = ()


class Hit(NamedTuple):
    """A found trip with the analysis of its text; `value` is its score, or its key in a sort by value."""

    trip: Trip
    analysis: StoredAnalysis
    value: float


class Hits(NamedTuple):
    """The hits of a slice, how many there would be in all, the counts of the facets and the totals of the measures.

    A facet counts the trips of the selection, those of `beyond` too, that pass every filter but its own. Its counts
    hold the most frequent values at least, as many as are shown, and of the chosen ones those that occur. A total is
    of the trips of the selection, those of `beyond` too.
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[FacetName, Mapping[str, int]]
    totals: Mapping[Measure, Total] = {}


class Generation(Protocol):
    """One opened generation; thread-safe.

    Every method raises SearchUnavailableError where the index cannot be read, and GenerationGoneError where another
    generation is served by now and this one does not answer any more.
    """

    @property
    def info(self) -> IndexInfo:
        """Which generation this is."""

    @property
    def words(self) -> tuple[UserWord, ...]:
        """The user words that its texts were read with."""

    def hits(self, selection: Selection, asked: Slice, facets: Facets) -> Hits:
        """Some of the selected trips in order; equal scores by the hash of the id, equal keys by the id."""

    def every(self, order: Sort, tiers: Sequence[Tier]) -> Generator[Trip]:
        """Every trip of the tiers, one after the other, each tier in `order`, as `hits` has it.

        All are of this generation, whatever is served meanwhile; where it goes away, SearchUnavailableError says so.
        """

    def find(self, trip_id: str) -> tuple[Trip, StoredAnalysis] | None:
        """The trip with this id and the analysis of its text, or None."""

    def count(self, fields: Sequence[Field]) -> Mapping[Field, Mapping[str, int]]:
        """For each field: every value, however many there are, and how many trips have it."""

    def table(self, selection: Selection, fields: Sequence[Field]) -> Mapping[tuple[str | int | None, ...], int]:
        """How many of the selected trips have which values of `fields` together; None: the trip has no value.

        A trip with several values of a field is counted for each. Keywords come as text, numbers as numbers.
        """

    def ends(self, field: Field) -> tuple[int, int] | None:
        """The least and the greatest value of a number, or None where no trip has one."""

    def check_served(self) -> None:
        """Raise GenerationGoneError where another generation is served by now."""
