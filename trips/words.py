"""The command `words check`: whether the files of words can be used, and what a change of them would alter."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import click

from search.engine import TripSearch
from search.parse import parse
from search.query import TripQuery
from search.settings import read_settings
from search.trip import Trip
from search.wiring import open_index, open_trial
from search.words import Words, our_words, read_words

# Both trial indexes are built from so many trips at most: half a minute.
MOST_TRIPS: Final = 3_000
TOP: Final = 10

_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def words() -> None:
    """낱말 파일(mappings/words/)을 살핍니다."""


@words.command()
@click.argument("folder", required=False, type=_FOLDER, metavar="[FOLDER]")
@click.option("--queries", type=_FILE, help="견줄 검색어, 한 줄에 하나. 없으면 바뀐 낱말들로 견줍니다.")
def check(folder: Path | None, queries: Path | None) -> None:
    """낱말 파일에 잘못이 없는지 봅니다.

    FOLDER에 고친 낱말 파일들이 있으면, 지금 것 대신 그것을 쓸 때 앞의 열 건이 달라지는 검색어를 보입니다.
    """
    now = our_words()
    if folder is None:
        click.echo(_counted(now))
        return
    then = read_words(folder)
    click.echo(_counted(then))
    asked = queries.read_text(encoding="utf-8").splitlines() if queries else _changed_words(now, then)
    asked = list(dict.fromkeys(text.strip() for text in asked if text.strip()))
    if not asked:
        click.echo("바뀐 낱말이 없습니다.")
        return
    trips = list(islice(open_index(read_settings()).trips(), MOST_TRIPS))
    with TemporaryDirectory(prefix="trips-words-") as place:
        before, after = (_built(Path(place) / name, files, trips) for name, files in (("before", now), ("after", then)))
        changes = list(_changes(asked, before, after))
    for change in changes:
        click.echo(change.said)
    changed = f"검색어 {len(asked):,}개 가운데 {len(changes):,}개의 앞 열 건이 바뀝니다"
    click.echo(f"{changed}(출장 {len(trips):,}건으로 견줌).")
    if now.user != then.user:
        click.echo("사용자 사전은 `trips rebuild`로, 나머지는 서버를 다시 켤 때 반영됩니다.")


class _Change(NamedTuple):
    text: str
    totals: tuple[int, int]
    gone: int
    come: int

    @property
    def said(self) -> str:
        before, after = self.totals
        moved = f"{self.gone}건이 빠지고 {self.come}건이 들어옵니다" if self.gone or self.come else "차례가 바뀝니다"
        return f"‘{self.text}’: {before:,}건 → {after:,}건, 앞 열 건에서 {moved}."


def _counted(files: Words) -> str:
    return f"잘못이 없습니다: 사용자 사전 {len(files.user):,}낱말, 같은 뜻과 다른 이름 {len(files.groups):,}묶음."


def _changed_words(now: Words, then: Words) -> list[str]:
    """Every word that only one of the two has, and every word of a group that changed."""
    user = set(now.user) ^ set(then.user)
    groups = set(now.groups) ^ set(then.groups)
    return sorted(
        {word.surface for word in user} | {word for group in groups for word in (*group.words, *group.narrower)}
    )


def _built(folder: Path, files: Words, trips: Sequence[Trip]) -> TripSearch:
    index, engine = open_trial(folder, files)
    with index.rebuild() as writer:
        for trip in trips:
            writer.add(trip)
    return engine


def _changes(asked: Sequence[str], before: TripSearch, after: TripSearch) -> Iterator[_Change]:
    for text in asked:
        query = TripQuery(clauses=parse(text), size=TOP, correct=False)
        old, new = before.search(query), after.search(query)
        was, will = ([hit.trip.id for hit in page.hits] for page in (old, new))
        if was != will:
            yield _Change(text, (old.total, new.total), len(set(was) - set(will)), len(set(will) - set(was)))
