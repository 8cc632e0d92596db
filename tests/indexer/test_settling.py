"""Records of several files become the same trips whether the files come together or one after the other."""

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.load import LoadReport, load
from indexer.memory import Memory
from indexer.record import AtLine, Place, Raw
from indexer.settling import learn
from search.engine import Change
from search.trip import Trip, content_digest


class Collection:
    """Trips by id, as an index keeps them from one generation to the next."""

    def __init__(self) -> None:
        self.trips: dict[str, Trip] = {}
        self._writing: dict[str, Trip] = {}
        self.added = 0

    def expect(self, trip_ids: Sequence[str]) -> None:
        """It has all of them at hand."""

    def add(self, trip: Trip) -> Change:
        before = self._writing.get(trip.id)
        if before and content_digest(before) == content_digest(trip):
            return Change.UNCHANGED
        self.added += 1
        self._writing[trip.id] = trip
        return Change.UPDATED if before else Change.ADDED

    def served(self, trip_ids: Sequence[str]) -> Mapping[str, Trip]:
        return {trip_id: self.trips[trip_id] for trip_id in trip_ids if trip_id in self.trips}

    def load(self, records: list[Raw], memory: Path | None) -> LoadReport:
        """One run, published at its end."""
        report = LoadReport()
        self._writing = dict(self.trips)
        self.added = 0
        with Memory.opened(memory) as opened:
            load(records, self, report, memory=opened)
        self.trips = self._writing
        return report

    def stated(self) -> dict[str, object]:
        """Every trip with all that its sources state, in whatever order they are named."""
        return {
            trip.id: (
                msgspec.structs.replace(trip, sources=(), other_ids=(), source=None),
                {*trip.all_sources},
                {*trip.other_ids},
            )
            for trip in self.trips.values()
        }


RECORD = st.fixed_dictionaries(
    {"title": st.sampled_from(["탄소중립 도시 정책 연구", "탄소중립 도시정책 연구 결과보고서", "공무국외출장 보고서", "수소 경제 현장 조사"])},
    optional={
        "organisation": st.sampled_from(["경기도", "부산광역시"]),
        "departs": st.sampled_from(["2025-03-03", "2025-03-04"]),
        "returns": st.sampled_from(["2025-03-08"]),
        "countries": st.sampled_from([["독일"], ["프랑스"], ["독일", "프랑스"]]),
        "people": st.integers(1, 2),
        "summary": st.sampled_from(["하나", "둘"]),
        "published": st.just("2025-04-01"),
        "source": st.sampled_from([{"url": "https://a.go.kr/1"}, {"url": "https://a.go.kr/2"}, {"url": "https://b.kr/9"}]),
        "id": st.sampled_from(["own-1", "own-2"]),
    },
)  # fmt: skip
FILES = st.lists(st.tuples(st.sampled_from("abc"), st.lists(RECORD, min_size=1, max_size=3), st.booleans()), max_size=4)


def raws(file: str, records: list[dict[str, object]], *, is_report: bool) -> list[Raw]:
    return [Raw(Place(file, AtLine(line)), fields, is_report=is_report) for line, fields in enumerate(records, 1)]


@given(FILES)
@settings(max_examples=150)
def test_one_run_or_one_a_file_come_to_the_same_trips(files: list[tuple[str, list[dict[str, object]], bool]]) -> None:
    files = list({name: (name, records, flag) for name, records, flag in files}.values())
    with tempfile.TemporaryDirectory() as folder:
        together, apart = Collection(), Collection()
        every = [raw for name, records, flag in files for raw in raws(name, records, is_report=flag)]
        report = together.load(every, Path(folder, "together"))
        refused = len(report.refused)
        for name, records, flag in files:
            apart.load(raws(name, records, is_report=flag), Path(folder, "apart"))
        if not refused:
            # Of two records with one id of their own in one run the later is refused, in the next it replaces.
            own = [fields["id"] for _, records, _ in files for fields in records if "id" in fields]
            if len(own) == len(set(own)):
                assert together.stated() == apart.stated()
        again = together.load(every, Path(folder, "together"))
        assert (again.changes.total(), len(again.refused)) == (again.changes[Change.UNCHANGED], refused)
        assert together.added == 0
        assert report.read == report.changes.total() + refused


@given(FILES)
@settings(max_examples=100)
def test_no_record_that_is_taken_is_lost(files: list[tuple[str, list[dict[str, object]], bool]]) -> None:
    files = list({name: (name, records, flag) for name, records, flag in files}.values())
    collection = Collection()
    own: set[object] = set()
    with tempfile.TemporaryDirectory() as folder:
        for name, records, flag in files:
            for number, raw in enumerate(raws(name, records, is_report=flag)):
                if raw.fields.get("id") in own:
                    # A record with an id of its own that comes again is another version of it.
                    continue
                own.add(raw.fields.get("id", number))
                report = collection.load([raw], Path(folder, "memory"))
                if not report.taken:
                    continue
                titles = {"".join(trip.title.split())[:6] for trip in collection.trips.values()}
                assert "".join(str(raw.fields["title"]).split())[:6] in titles, (name, number)
                if "people" in raw.fields:
                    # What does not win is told.
                    told = {notice.text for trip in collection.trips.values() for notice in trip.notices}
                    shown = {f"{trip.people}명" for trip in collection.trips.values()}
                    assert f"{raw.fields['people']}명" in " ".join((*shown, *told))


def test_an_address_that_is_corrected_in_a_file_makes_no_second_trip(tmp_path: Path) -> None:
    def post(number: int, line: int) -> Raw:
        fields = {
            "title": "탄소중립 도시 정책 연구",
            "departs": "2025-03-03",
            "source": {"url": f"https://a.kr/v?id={number}"},
        }
        return Raw(Place("a", AtLine(line)), fields)

    collection = Collection()
    file = tmp_path / "memory"
    collection.load([post(1, 1)], file)
    assert collection.load([post(2, 1)], file).changes[Change.UPDATED] == 1
    ((trip_id, trip),) = collection.trips.items()
    assert [source.url for source in trip.all_sources] == ["https://a.kr/v?id=2"]
    collection.load([post(2, 1), post(3, 2)], file)
    assert len(collection.trips) == 2, "two posts of one list are two trips"
    assert collection.trips[trip_id].all_sources == trip.all_sources
    collection.load([post(4, 1), post(2, 2), post(3, 3)], file)
    assert {trip.source.url[-1] for trip in collection.trips.values() if trip.source and trip.source.url} == {
        "2",
        "3",
        "4",
    }


def test_a_post_found_by_another_list_is_what_it_was(tmp_path: Path) -> None:
    collection = Collection()
    for page in (1, 2):
        address = f"https://a.kr/v?nttId=7&pageIndex={page}&searchWrd="
        raw = Raw(Place("a", AtLine(1)), {"title": "탄소중립 도시 정책 연구", "source": {"url": address}})
        collection.load([raw], tmp_path / "memory")
    assert len(collection.trips) == 1
    (trip,) = collection.trips.values()
    assert len(trip.all_sources) == 1


def test_trips_of_an_index_that_remembers_nothing_are_updated_in_their_place() -> None:
    collection = Collection()
    old = Trip(id="x", title="탄소중립 도시 정책 연구", organisation="경기도", departs=dt.date(2025, 3, 3), people=3)
    collection.trips = {"x": old}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "memory")
        with Memory.opened(file) as memory:
            learn([old], memory)
        fields = {"title": old.title, "organisation": "경기도", "departs": "2025-03-03", "people": 4, "id": "x"}
        assert collection.load([Raw(Place("a", AtLine(1)), fields)], file).changes[Change.UPDATED] == 1
    assert [(trip.id, trip.people, trip.sources) for trip in collection.trips.values()] == [("x", 4, ())]
