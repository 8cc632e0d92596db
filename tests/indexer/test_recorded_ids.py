"""The ids of trips that people have linked to: recorded, so that none changes because records are read better.

An id that changes leaves dead links behind, and the next import puts its trip in a second time. The values are those of
before tables and reports were read. They may be recorded anew where a source itself has changed, and for no other
reason: what a record states decides its id (`make_id` of `search/trip.py`), not how well it is understood.
"""

import hashlib
from pathlib import Path

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from indexer.understanding.wanted import Wanted
from search.trip import Trip

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def assert_recorded(path: Path, count: int, digest: str, *, plans: bool = False) -> None:
    """That the trips of `path` have the ids they had."""
    trips = [clean(item) for item in read([path], Wanted(plans=plans)) if isinstance(item, Raw)]
    ids = sorted(trip.id for trip in trips if isinstance(trip, Trip))
    found = len(ids), hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
    assert found == (count, digest), (
        f"The ids of {path.name} are not those that were recorded: links to these trips break, and the next import "
        "puts each in a second time. Unless the source itself was changed, make the ids again what they were."
    )


def test_the_ids_of_the_examples_are_what_they_were() -> None:
    assert_recorded(SAMPLE, 118, "1c296dcbeeab31b2")


def test_the_ids_of_the_trips_of_seven_boards_are_what_they_were(shared: Path) -> None:
    boards = shared / "data/listings/k-skill/listings.jsonl"
    assert_recorded(boards, 56, "272d2129959b4b69")
    assert_recorded(boards, 73, "22ac5292ef3372d7", plans=True)


def test_the_id_of_the_trip_page_is_what_it_was(shared: Path) -> None:
    assert_recorded(shared / "data/trip_page.txt", 1, "1de40fc17c118e44")
