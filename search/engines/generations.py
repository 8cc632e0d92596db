"""Generations of an index, for both engines: their names, built and parsed in one place, and what they must fit.

A name is `g20261122t010203z-3f2a9c1b`: when it was begun (UTC), and eight digits that tell two of a second apart.
"""

import datetime as dt
import logging
import re
import secrets
from typing import Final

from mappings.fields import SCHEMA_VERSION
from mappings.korean import ANALYSIS_VERSION, UserWord, UserWordsError, read_user_words
from search.errors import IndexOutdatedError, NothingToRollBackError
from search.korean.normalise import NORMALISATION_VERSION
from search.korean.particles import particle

# The ways out that no index, and none that is whole, leaves.
INDEX_FIRST: Final = (
    "색인이 아직 없습니다. `trips index 경로…`로 출장 파일을 먼저 색인하세요(예: trips index data/sample)."
)
REPLACE: Final = "`trips index --replace 경로…`로 원본 파일에서 색인을 다시 만드세요."

_log: Final = logging.getLogger(__name__)

# What a generation must have been built with to be searched by this program.
SCHEMA_ID: Final = f"{SCHEMA_VERSION}/{ANALYSIS_VERSION}/{NORMALISATION_VERSION}"

# Lower case, since names of Elasticsearch's indexes are; the first embedded generations had a capital T and Z.
_NAME: Final = re.compile(r"g(\d{8}[tT]\d{6})[zZ]-[0-9a-f]{8}", re.ASCII)
_STAMP: Final = "%Y%m%dt%H%M%S"


def new_name(now: dt.datetime) -> str:
    """A name no other generation has; `is_name` knows it again."""
    return f"g{now.astimezone(dt.UTC):{_STAMP}}z-{secrets.token_hex(4)}"


def is_name(name: str) -> bool:
    """Whether this is the name of a generation: nothing else is ever removed."""
    found = _NAME.fullmatch(name)
    if not found:
        return False
    try:
        dt.datetime.strptime(found[1].lower(), _STAMP).replace(tzinfo=dt.UTC)
    except ValueError:
        return False
    return True


def left_behind(version: str, why: str) -> None:
    """Log that a generation which nobody needs could not be removed.

    That is no failure of who wrote, whose own generation is published or not by then; the next writer tries again.
    """
    _log.warning("generation left behind", extra={"version": version, "why": why})


def check_schema(version: str, schema: str) -> None:
    """Raises IndexOutdatedError when this program would read the stored terms of `version` wrongly."""
    if schema != SCHEMA_ID:
        message = (
            f"색인 {version}{particle(version, '은/는')} 다른 버전의 프로그램이 만들었습니다"
            f"(색인 {schema}, 프로그램 {SCHEMA_ID}). "
            "`trips rebuild`로 다시 만드세요. 원본 파일은 필요하지 않습니다."
        )
        raise IndexOutdatedError(message)


def check_rollback(version: str, schema: str) -> None:
    """Raises NothingToRollBackError for a previous generation that this program could not search."""
    try:
        check_schema(version, schema)
    except IndexOutdatedError as error:
        message = (
            f"이전 색인은 다른 버전의 프로그램이 만들어 되돌리지 않았습니다(색인 {schema}, 프로그램 {SCHEMA_ID}). "
            "되돌리려면 그 버전의 프로그램에서 `trips rollback`을 실행하세요."
        )
        raise NothingToRollBackError(message) from error


def stale_words(words: tuple[UserWord, ...]) -> tuple[str, ...]:
    """What a `trips rebuild` would bring to an index built with `words`, in Korean."""
    try:
        if words == read_user_words():
            return ()
    except UserWordsError as error:
        return (f"사용자 사전을 읽을 수 없습니다. {error}",)
    return ("사용자 사전이 색인을 만든 뒤에 바뀌었습니다. `trips rebuild`로 반영하세요.",)
