"""The command `words check`: whether the files of words can be used, and what a change of them would alter."""

from itertools import islice
from pathlib import Path
from typing import Final

import click

from search.settings import read_settings
from search.wiring import open_index
from search.words.files import Words, our_words, read_words
from trips.comparing import changed_queries, compare, is_same

# Both trial indexes are built from so many trips at most: half a minute.
MOST_TRIPS: Final = 3_000

_FOLDER: Final = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def words() -> None:
    """단어 파일(mappings/words/)을 점검합니다."""


@words.command()
@click.argument("folder", required=False, type=_FOLDER, metavar="[FOLDER]")
@click.option("--queries", type=_FILE, help="비교할 검색어, 한 줄에 하나. 없으면 바뀐 단어로 비교합니다.")
def check(folder: Path | None, queries: Path | None) -> None:
    """단어 파일에 잘못이 없는지 봅니다.

    FOLDER에 고친 단어 파일들이 있으면, 지금 것 대신 그것을 쓸 때 출장의 주제, 검색 결과의 앞 열 건, 비슷한 출장이
    어떻게 달라지는지 보여 줍니다.
    """
    if folder is None:
        click.echo(_counted(our_words()))
        return
    then = read_words(folder)
    now = our_words()
    click.echo(_counted(then))
    if is_same(now, then):
        click.echo("바뀐 단어가 없습니다.")
        return
    trips = list(islice(open_index(read_settings()).trips(), MOST_TRIPS))
    asked = queries.read_text(encoding="utf-8").splitlines() if queries else changed_queries(now, then, trips)
    asked = list(dict.fromkeys(text.strip() for text in asked if text.strip()))
    for sentence in compare(now, then, trips, asked):
        click.echo(sentence)
    if (now.user, now.themes, now.offices) != (then.user, then.themes, then.offices):
        click.echo("사용자 사전, 주제, 기관의 지역과 유형은 `trips rebuild`로, 나머지는 서버를 다시 켤 때 반영됩니다.")
    else:
        click.echo("서버를 다시 켤 때 반영됩니다.")


def _counted(found: Words) -> str:
    return (
        f"잘못이 없습니다: 사용자 사전 {len(found.user):,}단어, 같은 뜻과 다른 이름 {len(found.groups):,}묶음, "
        f"주제 {len(found.themes):,}개, 지역 {len(found.offices.regions):,}곳."
    )
