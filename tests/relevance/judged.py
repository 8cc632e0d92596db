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
QUERIES: Final = Path(__file__).parent / "queries.toml"
SAMPLE: Final = ROOT / "data" / "sample"


Kind = Literal["navigational", "topical", "question", "misspelt", "unspaced", "english", "old_name"]
Grade = Annotated[int, msgspec.Meta(ge=1, le=3)]
QueryText = Annotated[str, msgspec.Meta(pattern=r"^\S(.*\S)?$", max_length=MAX_QUERY_LENGTH)]


class Judged(msgspec.Struct, frozen=True, rename={"kind": "class"}, forbid_unknown_fields=True):
    """A query, its class, and the grade of each trip that is of use; `spaced` is the same query with its spaces."""

    text: QueryText
    kind: Kind
    grades: dict[str, Grade]
    spaced: QueryText | None = None


@cache
def queries() -> tuple[Judged, ...]:
    """Every judged query, in the order of the file."""
    raw = tomllib.loads(QUERIES.read_text(encoding="utf-8"))
    return msgspec.convert(raw["query"], tuple[Judged, ...])


@cache
def sample() -> tuple[Trip, ...]:
    """The example trips as the importer reads them."""
    found = (clean(item) for item in read([SAMPLE]) if isinstance(item, Raw))
    return tuple(trip for trip in found if isinstance(trip, Trip))
