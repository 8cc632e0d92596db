"""The judged queries and the trips they are about."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from search.query import MAX_QUERY_LENGTH
from search.trip import Trip

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).parent
SAMPLE: Final = ROOT / "data" / "sample"


FirstKind = Literal["navigational", "topical", "question", "misspelt", "unspaced", "english", "old_name"]
FreshKind = Literal["inflected", "compound", "jamo", "quoted", "paraphrase", "paraphrase_2"]
UnderstoodKind = Literal["typed_year", "typed_region", "typed_report"]
Kind = FirstKind | FreshKind | UnderstoodKind
Collection = Literal["queries", "fresh", "understood"]
COLLECTIONS: Final[tuple[Collection, ...]] = ("queries", "fresh", "understood")
Grade = Annotated[int, msgspec.Meta(ge=1, le=3)]
QueryText = Annotated[str, msgspec.Meta(pattern=r"^\S(.*\S)?$", max_length=MAX_QUERY_LENGTH)]


class Judged(msgspec.Struct, frozen=True, rename={"kind": "class"}, forbid_unknown_fields=True):
    """A query, its class, and the grade of each trip that is of use.

    `spaced` is the same query with its spaces, `meant` the same without the mistake.
    """

    text: QueryText
    kind: Kind
    grades: dict[str, Grade]
    spaced: QueryText | None = None
    meant: QueryText | None = None


@cache
def queries(collection: Collection = "queries") -> tuple[Judged, ...]:
    """Every judged query of a file, in its order."""
    raw = tomllib.loads((HERE / f"{collection}.toml").read_text(encoding="utf-8"))
    return msgspec.convert(raw["query"], tuple[Judged, ...])


def every_query() -> tuple[Judged, ...]:
    """Those of all files."""
    return tuple(query for collection in COLLECTIONS for query in queries(collection))


@cache
def sample() -> tuple[Trip, ...]:
    """The example trips as the importer reads them."""
    found = (clean(item) for item in read([SAMPLE]) if isinstance(item, Raw))
    return tuple(trip for trip in found if isinstance(trip, Trip))
