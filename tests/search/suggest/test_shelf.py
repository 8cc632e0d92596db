"""What helps with typing is made once for all processes of a server, or by each where it cannot be kept."""

import threading
from pathlib import Path

from search.suggest.shelf import Shelf
from search.suggest.suggester import Item, Suggester
from search.suggestion import Kind


class Maker:
    """Counts how often it makes one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.made = 0

    def __call__(self) -> Suggester:
        self.made += 1
        return Suggester.of([Item(self.text, Kind.WORD, 1)])


def first(suggester: Suggester) -> str:
    return suggester.suggest("가")[0].text


def test_whoever_asks_at_once_gets_the_one_that_was_made(tmp_path: Path) -> None:
    make = Maker("가뭄")
    found: list[str] = []

    def ask() -> None:
        # A lock of its own, as a process has.
        found.append(first(Shelf(tmp_path).suggester("g1", make)))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["가뭄"] * 8
    assert make.made == 1


def test_one_that_is_replaced_goes_on_answering_who_has_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    before = shelf.suggester("g1", Maker("가뭄"))
    after = shelf.suggester("g2", Maker("가로수"))
    assert (first(before), first(after)) == ("가뭄", "가로수")
    assert [path.name for path in tmp_path.glob("*.*")] == ["g2.suggestions"]


def test_what_a_killed_process_left_half_written_is_written_again(tmp_path: Path) -> None:
    (tmp_path / "g1.new").write_bytes(b"half")
    assert first(Shelf(tmp_path).suggester("g1", Maker("가뭄"))) == "가뭄"


def test_where_nothing_can_be_kept_each_has_its_own(tmp_path: Path) -> None:
    shelf, make = Shelf(tmp_path / "gone"), Maker("가뭄")
    assert first(shelf.suggester("g1", make)) == "가뭄"
    assert make.made == 1


def test_a_file_that_cannot_be_finished_is_made_once_and_leaves_nothing(tmp_path: Path) -> None:
    shelf, make = Shelf(tmp_path), Maker("가뭄")
    # A folder of that name, which no file can take the place of.
    (tmp_path / "g1.new").mkdir()
    (tmp_path / "g1.new" / "file").touch()
    assert first(shelf.suggester("g1", make)) == "가뭄"
    assert make.made == 1
    assert not list(tmp_path.glob("*.suggestions"))
