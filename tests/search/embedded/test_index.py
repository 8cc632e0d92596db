"""Building, publishing, updating, rolling back: what a server sees while an index is written."""

import contextlib
import datetime as dt
import threading
from pathlib import Path

import msgspec
import pytest

from mappings.fields import SCHEMA_VERSION
from search.embedded.engine import EmbeddedEngine
from search.embedded.generation import read_pointer
from search.embedded.index import EmbeddedIndex
from search.engine import Change, TripIndex, TripSearch
from search.errors import (
    IndexBusyError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotWritableError,
    IndexOutdatedError,
    NothingToRollBackError,
)
from search.generations import SCHEMA_ID, is_name, new_name
from search.parse import parse
from search.query import Position, Sort, TripQuery
from search.trip import Notice, Trip


def trips(*numbers: int, title: str = "탄소중립 연수") -> list[Trip]:
    return [Trip(id=f"t{number}", title=f"{title} {number}", departs=dt.date(2024, 1, 1)) for number in numbers]


def fill(index: TripIndex, *numbers: int, title: str = "탄소중립 연수") -> None:
    with index.update() as writer:
        for trip in trips(*numbers, title=title):
            writer.add(trip)


def found(engine: TripSearch, text: str = "", size: int = 100) -> set[str]:
    return {hit.trip.id for hit in engine.search(TripQuery(clauses=parse(text), size=size)).hits}


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def test_a_search_before_the_first_index_says_what_to_do(engine: TripSearch) -> None:
    with pytest.raises(IndexMissingError, match="trips index"):
        engine.search(TripQuery())
    assert engine.status().problem


def test_an_update_adds_changes_and_leaves_alone(index: TripIndex, engine: TripSearch) -> None:
    fill(index, 1, 2, 3)
    with index.update() as writer:
        assert writer.add(trips(1)[0]) is Change.UNCHANGED
        assert writer.add(trips(2, title="스마트시티 연수")[0]) is Change.UPDATED
        assert writer.add(trips(4)[0]) is Change.ADDED
        assert writer.remove("t3")
        assert not writer.remove("t9")
    assert found(engine) == {"t1", "t2", "t4"}
    assert found(engine, "스마트시티") == {"t2"}
    assert found(engine, "탄소중립") == {"t1", "t4"}


def test_what_we_derive_is_never_a_reason_to_update(index: TripIndex) -> None:
    fill(index, 1)
    with index.update() as writer:
        noted = msgspec.structs.replace(trips(1)[0], notices=(Notice("no_findings", "없음"),), nights=3)
        assert writer.add(noted) is Change.UNCHANGED


def test_an_update_without_a_change_publishes_nothing(index: TripIndex, engine: TripSearch) -> None:
    fill(index, 1)
    before = engine.status().index
    fill(index, 1)
    assert engine.status().index == before


def test_a_failed_update_leaves_what_was_served(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    before = engine.status().index
    with contextlib.suppress(RuntimeError), index.update() as writer:
        writer.add(trips(2)[0])
        raise RuntimeError("half way")
    assert found(engine) == {"t1"}
    assert engine.status().index == before
    assert folders(root) == {before.version if before else ""}


def test_a_running_engine_serves_a_new_generation_by_itself(index: TripIndex, engine: TripSearch) -> None:
    fill(index, 1)
    assert found(engine) == {"t1"}
    fill(index, 2)
    assert found(engine) == {"t1", "t2"}


def test_searches_go_on_while_generations_are_swapped(index: TripIndex, engine: TripSearch) -> None:
    fill(index, 0)
    stop = threading.Event()
    totals: list[int] = []

    def search() -> None:
        while not stop.is_set():
            totals.append(engine.search(TripQuery(clauses=parse("탄소중립"))).total)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 6):
        fill(index, number)
    stop.set()
    for thread in threads:
        thread.join()
    assert totals
    assert totals == sorted(totals) or set(totals) <= set(range(1, 7))
    assert engine.search(TripQuery()).total == 6


def test_one_old_generation_is_kept_and_no_orphan(index: TripIndex, root: Path) -> None:
    for number in range(4):
        fill(index, number)
    pointer = read_pointer(root)
    assert pointer
    assert folders(root) == {pointer.current, pointer.previous}


def test_only_folders_named_as_generations_are_removed(index: TripIndex, root: Path) -> None:
    strangers = ["notes", "g2026", "g20261332T000000Z-00000000", "g20261124T000000Z-0000000"]
    orphan = root / new_name(dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    for name in (*strangers, orphan.name):
        (root / name).mkdir(parents=True)
    fill(index, 1)
    assert set(strangers) <= folders(root)
    assert not orphan.exists()


def test_a_name_is_known_again() -> None:
    assert is_name(new_name(dt.datetime.now(dt.UTC)))
    assert not is_name("current.json")


def test_rollback_serves_the_previous_generation_and_back(index: TripIndex, engine: TripSearch) -> None:
    fill(index, 1)
    fill(index, 2)
    index.rollback()
    assert found(engine) == {"t1"}
    index.rollback()
    assert found(engine) == {"t1", "t2"}


def test_there_is_nothing_to_roll_back_to_at_first(index: TripIndex) -> None:
    with pytest.raises(NothingToRollBackError, match="이전 색인이 없습니다"):
        index.rollback()
    fill(index, 1)
    with pytest.raises(NothingToRollBackError):
        index.rollback()


def test_a_second_writer_is_told_to_wait(index: TripIndex, root: Path) -> None:
    with index.update() as writer:
        writer.add(trips(1)[0])
        with (
            pytest.raises(IndexBusyError, match="다른 프로세스"),
            EmbeddedIndex(root, lambda: dt.datetime.now(dt.UTC)).update(),
        ):
            pass


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    index = EmbeddedIndex(tmp_path / "file" / "trips", lambda: dt.datetime.now(dt.UTC))
    with pytest.raises(IndexNotWritableError, match="쓸 수 없습니다"), index.update():
        pass


def test_another_schema_answers_with_the_way_out_and_is_rebuilt_from_itself(
    index: TripIndex, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.embedded.index.SCHEMA_ID", "0/0/0")
    fill(index, 1, 2)
    monkeypatch.undo()
    engine = EmbeddedEngine(root)
    with pytest.raises(IndexOutdatedError, match="trips rebuild"):
        engine.search(TripQuery())
    with pytest.raises(IndexOutdatedError), index.update():
        pass
    with index.rebuild() as writer:
        for trip in index.trips():
            writer.add(trip)
    assert found(engine) == {"t1", "t2"}
    assert SCHEMA_ID.startswith(f"{SCHEMA_VERSION}/")


def damage(path: Path) -> None:
    """Another byte in a copy of the file, so that a hard link elsewhere stays whole."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def test_a_damaged_generation_is_refused_and_the_message_names_what_works(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(next((root / pointer.current).glob("*.store")))
    engine = EmbeddedEngine(root)
    with pytest.raises(IndexDamagedError, match="trips rollback"):
        engine.search(TripQuery())
    assert "체크섬" in (engine.status().problem or "")
    index.rollback()
    assert found(engine) == {"t1"}


def test_with_both_generations_damaged_only_the_files_help(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    fill(index, 2)
    for folder in folders(root):
        damage(root / folder / "manifest.json")
    engine = EmbeddedEngine(root)
    with pytest.raises(IndexDamagedError, match="trips index --replace"):
        engine.search(TripQuery())
    with pytest.raises(NothingToRollBackError, match="trips index --replace"):
        index.rollback()
    with index.rebuild() as writer:
        writer.add(trips(7)[0])
    assert found(engine) == {"t7"}


def test_a_damaged_pointer_is_refused_and_replaced(index: TripIndex, root: Path) -> None:
    fill(index, 1)
    (root / "current.json").write_bytes(b'{"current": "../../etc"}')
    with pytest.raises(IndexDamagedError, match="trips index --replace"):
        EmbeddedEngine(root).search(TripQuery())
    with index.rebuild() as writer:
        writer.add(trips(2)[0])
    assert found(EmbeddedEngine(root)) == {"t2"}


def test_a_server_goes_on_with_the_whole_generation_it_has(index: TripIndex, engine: TripSearch, root: Path) -> None:
    fill(index, 1)
    assert found(engine) == {"t1"}
    fill(index, 2)
    pointer = read_pointer(root)
    assert pointer
    damage(root / pointer.current / "manifest.json")
    assert found(engine) == {"t1"}
    assert "손상" in (engine.status().problem or "")


def test_changed_user_words_make_the_index_stale(
    index: TripIndex, engine: TripSearch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(index, 1)
    assert engine.status().stale == ()
    words = tmp_path / "user_words.txt"
    words.write_text("보고서\n", encoding="utf-8")
    monkeypatch.setattr("search.embedded.engine.USER_WORDS_FILE", words)
    assert "trips rebuild" in engine.status().stale[0]


def test_equal_scores_come_in_the_same_order_however_the_index_was_built(tmp_path: Path) -> None:
    orders = []
    for name, numbers in (("up", range(40)), ("down", range(39, -1, -1))):
        built = EmbeddedIndex(tmp_path / name, lambda: dt.datetime.now(dt.UTC))
        with built.rebuild() as writer:
            for number in numbers:
                writer.add(Trip(id=f"t{number}", title="같은 제목"))
        page = EmbeddedEngine(tmp_path / name).search(TripQuery(clauses=parse("제목"), size=15))
        orders.append([hit.trip.id for hit in page.hits])
    assert orders[0] == orders[1]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "연수", "탄소 버스"])
def test_pages_reach_every_hit_once_in_every_order(index: TripIndex, engine: TripSearch, sort: Sort, text: str) -> None:
    with index.rebuild() as writer:
        for number in range(57):
            day = dt.date(2020 + number % 3, 1, 1) if number % 5 else None
            title = "탄소 연수" if number % 2 else "버스 연수"
            writer.add(Trip(id=f"t{number}", title=title, departs=day, days=number % 4 or None))
    query = TripQuery(clauses=parse(text), sort=sort, size=7)
    whole = engine.search(msgspec.structs.replace(query, size=100))
    seen: list[str] = []
    after: Position | None = None
    while True:
        page = engine.search(msgspec.structs.replace(query, after=after))
        assert page.total == 57
        seen += [hit.trip.id for hit in page.hits]
        after = page.next
        if after is None:
            break
    assert seen == [hit.trip.id for hit in whole.hits]
    assert len(set(seen)) == 57


def test_a_cursor_goes_on_in_a_new_generation_and_says_so(index: TripIndex, engine: TripSearch) -> None:
    fill(index, *range(10))
    first = engine.search(TripQuery(size=4))
    fill(index, 99)
    second = engine.search(TripQuery(size=4, after=first.next))
    assert second.understood.notes
    assert not {hit.trip.id for hit in first.hits} & {hit.trip.id for hit in second.hits}
