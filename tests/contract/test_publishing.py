"""Building, publishing, updating, rolling back: what a server sees while an index is written, on every engine."""

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from mappings.fields import SCHEMA_VERSION
from mappings.korean import UserWord, read_user_words
from search.engine import Change
from search.engines.generations import SCHEMA_ID
from search.errors import IndexBusyError, IndexMissingError, IndexOutdatedError, NothingToRollBackError, PagesGoneError
from search.page import TripPage
from search.parse import parse
from search.query import Position, Sort, TripQuery
from search.trip import Notice, Trip, stated, without_moments
from search.words.files import Definition, Words, our_words
from tests.stores import Store, fill, found, some_trips


def test_a_search_before_the_first_index_says_what_to_do(store: Store) -> None:
    with pytest.raises(IndexMissingError, match="trips index"):
        store.engine.search(TripQuery())
    assert store.engine.status().problem


def test_an_update_adds_changes_and_leaves_alone(store: Store) -> None:
    fill(store.index, 1, 2, 3)
    with store.index.update() as writer:
        assert writer.add(some_trips(1)[0]) is Change.UNCHANGED
        assert writer.add(some_trips(2, title="스마트시티 연수")[0]) is Change.UPDATED
        assert writer.add(some_trips(4)[0]) is Change.ADDED
    assert found(store.engine) == {"t1", "t2", "t3", "t4"}
    assert found(store.engine, "스마트시티") == {"t2"}
    assert found(store.engine, "탄소중립") == {"t1", "t3", "t4"}
    assert store.engine.read("t9") is None
    taken = store.engine.read("t4")
    assert taken
    assert stated(taken.trip) == stated(some_trips(4)[0])


def test_the_same_trip_again_in_one_writer_is_unchanged(store: Store) -> None:
    one, other = some_trips(1)[0], some_trips(1, title="스마트시티 연수")[0]
    for begin in (store.index.rebuild, store.index.update):
        with begin() as writer:
            first = [writer.add(trip) for trip in (one, one)]
            then = [writer.add(trip) for trip in (other, other, one, one, other, other)]
        assert first[1] is Change.UNCHANGED
        assert then == [Change.UPDATED, Change.UNCHANGED] * 3
        assert found(store.engine) == {"t1"}
        assert found(store.engine, "스마트시티") == {"t1"}
        assert store.engine.served().trips == 1


def test_what_is_expected_changes_no_account(store: Store) -> None:
    fill(store.index, 1, 2, 3)
    with store.index.update() as writer:
        writer.expect(["t1", "t2", "t9"])
        assert writer.add(some_trips(1)[0]) is Change.UNCHANGED
        assert writer.add(some_trips(2, title="스마트시티 연수")[0]) is Change.UPDATED
        writer.expect([])
        assert writer.add(some_trips(9)[0]) is Change.ADDED
        writer.expect(["t2", "t9", "t3"])
        assert writer.add(some_trips(2, title="스마트시티 연수")[0]) is Change.UNCHANGED
        assert writer.add(some_trips(9, title="스마트시티 연수")[0]) is Change.UPDATED
        assert writer.add(some_trips(3)[0]) is Change.UNCHANGED
    assert found(store.engine) == {"t1", "t2", "t3", "t9"}
    assert found(store.engine, "스마트시티") == {"t2", "t9"}


def test_what_we_derive_is_never_a_reason_to_update(store: Store) -> None:
    fill(store.index, 1)
    with store.index.update() as writer:
        noted = msgspec.structs.replace(some_trips(1)[0], notices=(Notice("no_findings", "없음"),), nights=3)
        assert writer.add(noted) is Change.UNCHANGED


def test_an_update_without_a_change_publishes_nothing(store: Store) -> None:
    fill(store.index, 1)
    before = store.engine.served()
    fill(store.index, 1)
    assert store.engine.served() == before
    assert store.versions() == {before.version}


def test_a_failed_update_leaves_what_was_served(store: Store) -> None:
    fill(store.index, 1)
    before = store.engine.served()
    with contextlib.suppress(RuntimeError), store.index.update() as writer:
        writer.add(some_trips(2)[0])
        raise RuntimeError("half way")
    assert found(store.engine) == {"t1"}
    assert store.engine.served() == before
    assert store.versions() == {before.version}


def test_a_running_engine_serves_a_new_generation_by_itself(store: Store) -> None:
    fill(store.index, 1)
    assert found(store.engine) == {"t1"}
    fill(store.index, 2)
    assert found(store.engine) == {"t1", "t2"}
    assert store.engine.served().trips == 2


def test_searches_go_on_while_generations_are_swapped(store: Store) -> None:
    fill(store.index, 0)
    stop = threading.Event()
    seen: list[list[int]] = [[] for _ in range(3)]
    failed: list[Exception] = []

    def search(totals: list[int]) -> None:
        while not stop.is_set():
            try:
                totals.append(store.engine.search(TripQuery(clauses=parse("탄소중립"))).total)
            except Exception as error:  # noqa: BLE001 - any failure at all is what this test is about
                failed.append(error)

    threads = [threading.Thread(target=search, args=(totals,)) for totals in seen]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        fill(store.index, number)
    # The last one is opened by one of them, while the others go on with the one before.
    end = time.monotonic() + 20
    while time.monotonic() < end and not failed and not all(totals[-1:] == [6] for totals in seen):
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert failed == []
    for totals in seen:
        assert totals == sorted(totals)
        assert totals[-1] == 6


def test_one_old_generation_is_kept_and_no_orphan(store: Store) -> None:
    for number in range(4):
        fill(store.index, number)
    status = store.engine.status()
    assert status.index
    assert store.versions() == {status.index.version, status.previous}


def test_rollback_serves_the_previous_generation_and_back(store: Store) -> None:
    fill(store.index, 1)
    fill(store.index, 2)
    assert store.index.rollback() == store.engine.served()
    assert found(store.engine) == {"t1"}
    store.index.rollback()
    assert found(store.engine) == {"t1", "t2"}


def test_there_is_nothing_to_roll_back_to_at_first(store: Store) -> None:
    with pytest.raises(NothingToRollBackError, match="이전 색인이 없습니다"):
        store.index.rollback()
    fill(store.index, 1)
    with pytest.raises(NothingToRollBackError):
        store.index.rollback()


def test_a_second_writer_is_told_to_wait(store: Store) -> None:
    with store.index.update() as writer:
        writer.add(some_trips(1)[0])
        with pytest.raises(IndexBusyError, match="다른 프로세스"), store.another().update():
            pass
    assert found(store.engine) == {"t1"}


def test_another_schema_answers_with_the_way_out_and_is_rebuilt_from_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.engines.embedded.index.SCHEMA_ID", "0/0/0")
    monkeypatch.setattr("search.engines.elastic.index.SCHEMA_ID", "0/0/0")
    monkeypatch.setattr("search.engines.generations.SCHEMA_ID", "0/0/0")
    fill(store.index, 1, 2)
    monkeypatch.undo()
    with pytest.raises(IndexOutdatedError, match="trips rebuild"):
        store.engine.search(TripQuery())
    assert "trips rebuild" in (store.engine.status().problem or "")
    with pytest.raises(IndexOutdatedError), store.index.update():
        pass
    with store.index.rebuild() as writer:
        for trip in store.index.trips():
            writer.add(trip)
    assert found(store.engine) == {"t1", "t2"}
    assert SCHEMA_ID.startswith(f"{SCHEMA_VERSION}/")


def test_a_rollback_to_another_schema_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("search.engines.embedded.index", "search.engines.elastic.index", "search.engines.generations"):
        monkeypatch.setattr(f"{name}.SCHEMA_ID", "0/0/0")
    fill(store.index, 1)
    monkeypatch.undo()
    with store.index.rebuild() as writer:
        writer.add(some_trips(2)[0])
    with pytest.raises(NothingToRollBackError, match="다른 버전"):
        store.index.rollback()
    assert found(store.engine) == {"t2"}


def test_a_words_file_that_cannot_be_read_is_said_and_stops_no_search(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store.index, 1)
    words = tmp_path / "user_words.txt"
    words.write_text("보고서\n보고서\n", encoding="utf-8")
    monkeypatch.setattr("mappings.korean.USER_WORDS_FILE", words)
    assert "2번째 줄" in store.engine.status().stale[0]
    assert found(store.engine) == {"t1"}


def test_a_full_build_holds_only_what_was_put_in(store: Store) -> None:
    fill(store.index, 1, 2, 3)
    with store.index.rebuild() as writer:
        writer.add(some_trips(9)[0])
    assert found(store.engine) == {"t9"}


def test_every_stored_trip_is_handed_back_as_it_was(store: Store) -> None:
    whole = Trip(
        id="whole",
        title="\u1100\u1161 제목 🎉",
        departs=dt.date(2024, 2, 29),
        findings=("첫째.", "둘째."),
        notices=(Notice("no_summary", "요약이 없습니다."),),
    )
    with store.index.rebuild() as writer:
        for trip in (whole, *some_trips(*range(30))):
            writer.add(trip)
    back = {trip.id: trip for trip in store.index.trips()}
    # Themes are ours and found while a trip is written; nothing of the record itself may change.
    themes = [theme.key for trip in back.values() for theme in trip.themes]
    assert themes == ["climate-energy"] * 30
    assert {trip.id: msgspec.structs.replace(without_moments(trip), themes=()) for trip in back.values()} == {
        trip.id: trip for trip in (whole, *some_trips(*range(30)))
    }
    text = store.engine.read("whole")
    assert text
    assert without_moments(text.trip) == whole


def test_changed_user_words_make_the_index_stale(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(store.index, 1)
    assert store.engine.status().stale == ()
    words = tmp_path / "user_words.txt"
    words.write_text("보고서\n", encoding="utf-8")
    monkeypatch.setattr("mappings.korean.USER_WORDS_FILE", words)
    assert "trips rebuild" in store.engine.status().stale[0]
    before = found(store.engine, "탄소중립")
    fill(store.another(lambda: our_words().with_user(read_user_words())), 2)
    assert found(store.engine, "탄소중립") == before | {"t2"}
    assert store.engine.status().stale, "an update keeps the user words of its index"
    with store.another(lambda: our_words().with_user(read_user_words())).rebuild() as writer:
        writer.add(some_trips(1)[0])
    assert store.engine.status().stale == ()


@pytest.mark.parametrize("begins", ["rebuild", "update"])
def test_a_first_generation_has_the_words_and_themes_that_are_given(store: Store, begins: str) -> None:
    def words() -> Words:
        themes = (Definition("skating", "스케이트", (("집중국면", 3),)),)
        return msgspec.structs.replace(our_words(), user=(UserWord("집중국면"),), themes=themes)

    index = store.another(words)
    with index.update() if begins == "update" else index.rebuild() as writer:
        writer.add(Trip(id="a", title="집중국면 조사"))
        writer.add(Trip(id="b", title="국면 조사"))
    assert found(store.engine, "국면") == {"b"}
    assert [[theme.key for theme in trip.themes] for trip in index.trips() if trip.id == "a"] == [["skating"]]


def test_equal_scores_come_in_the_same_order_however_the_index_was_built(store: Store) -> None:
    orders = []
    for numbers in (range(40), range(39, -1, -1)):
        with store.index.rebuild() as writer:
            for number in numbers:
                writer.add(Trip(id=f"t{number}", title="같은 제목"))
        page = store.engine.search(TripQuery(clauses=parse("제목"), size=15))
        orders.append([hit.trip.id for hit in page.hits])
    assert orders[0] == orders[1]


def test_pages_reach_every_hit_once_in_every_order(store: Store) -> None:
    with store.index.rebuild() as writer:
        for number in range(57):
            day = dt.date(2020 + number % 3, 1, 1) if number % 5 else None
            title = "탄소 연수" if number % 2 else "버스 연수"
            writer.add(Trip(id=f"t{number}", title=title, departs=day, days=number % 4 or None))
    for sort in Sort:
        for text in ("", "연수", "탄소 버스"):
            query = TripQuery(clauses=parse(text), sort=sort, size=7)
            whole = store.engine.search(msgspec.structs.replace(query, size=100))
            seen: list[str] = []
            after: Position | None = None
            while True:
                page = store.engine.search(msgspec.structs.replace(query, after=after))
                assert page.total == 57
                seen += [hit.trip.id for hit in page.hits]
                after = page.next
                if after is None:
                    break
            assert seen == [hit.trip.id for hit in whole.hits]
            assert len(set(seen)) == 57


def test_a_position_that_names_no_hit_counts_them_in_every_order(store: Store) -> None:
    with store.index.rebuild() as writer:
        for number in range(12):
            writer.add(
                Trip(id=f"t{number}", title="연수", departs=dt.date(2020 + number % 2, 1, 1), days=number % 3 + 1)
            )
    version = store.engine.served().version
    for sort in Sort:
        query = TripQuery(sort=sort, size=4)
        whole = [hit.trip.id for hit in store.engine.search(msgspec.structs.replace(query, size=100)).hits]
        for after in (
            Position(version, offset=5),
            Position(version, offset=5, key=1),
            Position(version, offset=99),
            Position(version, offset=2**60),
        ):
            page = store.engine.search(msgspec.structs.replace(query, after=after))
            assert [hit.trip.id for hit in page.hits] == whole[after.offset :][:4]
            assert page.total == 12


def pages_from(store: Store, page: TripPage, query: TripQuery) -> Iterator[TripPage]:
    """A page and those that follow it."""
    yield page
    while page.next:
        page = store.engine.search(msgspec.structs.replace(query, after=page.next))
        yield page


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "탄소중립"])
def test_pages_go_on_in_their_own_generation_while_that_is_kept(store: Store, sort: Sort, text: str) -> None:
    fill(store.index, *range(10))
    query = TripQuery(clauses=parse(text), size=3, sort=sort)
    whole = [hit.trip.id for hit in store.engine.search(msgspec.structs.replace(query, size=100)).hits]
    pages = pages_from(store, store.engine.search(query), query)
    read = [next(pages)]
    fill(store.index, 97, 98, 99)
    read += pages
    # Nobody twice, nobody left out, nobody from elsewhere, and every page says of which index it is.
    assert [hit.trip.id for page in read for hit in page.hits] == whole
    assert len({page.index for page in read}) == 1
    assert {page.total for page in read} == {10}
    assert store.engine.search(query).total == 13


def test_pages_of_a_generation_that_is_gone_are_refused_with_what_to_do(store: Store) -> None:
    fill(store.index, *range(10))
    query = TripQuery(size=4)
    first = store.engine.search(query)
    for number in (97, 98):
        fill(store.index, number)
    with pytest.raises(PagesGoneError, match="첫 페이지부터"):
        store.engine.search(msgspec.structs.replace(query, after=first.next))
    # Nobody else notices.
    assert store.engine.search(query).total == 12


@pytest.mark.parametrize("version", ["", "g", "../..", "trips", "g20200101t000000z-00000000"])
def test_pages_of_what_was_never_an_index_are_refused_alike(store: Store, version: str) -> None:
    fill(store.index, *range(10))
    fill(store.index, *range(9))
    with pytest.raises(PagesGoneError):
        store.engine.search(TripQuery(size=4, after=Position(version, offset=4)))


def test_after_a_rollback_pages_of_both_generations_go_on(store: Store) -> None:
    fill(store.index, *range(10))
    query = TripQuery(size=4)
    old = store.engine.search(query)
    fill(store.index, *range(20, 26))
    new = store.engine.search(query)
    store.index.rollback()
    for first, total in ((old, 10), (new, 16)):
        pages = list(pages_from(store, first, query))
        assert sum(len(page.hits) for page in pages) == total
        assert len({hit.trip.id for page in pages for hit in page.hits}) == total
