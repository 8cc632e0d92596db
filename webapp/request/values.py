"""One value of a parameter: what may stand in it, said the same way to whoever sends another and in the document."""

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from mappings.fields import MAX_TERM_UNITS
from search.clock import KOREA
from search.query import MAX_QUERY_LENGTH, MAX_SIZE, FacetName
from webapp.language import gettext, noted
from webapp.text import repeated

MAX_VALUES: Final = 100
MAX_COUNT: Final = 1_000_000
# In won; a record may state no more.
MAX_COST: Final = 10**15
# Values come from facets, and an index keeps so much of a name.
MAX_NAME_LENGTH: Final = MAX_TERM_UNITS

_NUMBER: Final = re.compile(r"[0-9]{1,16}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR: Final = re.compile(r"[0-9]{4}")
# RFC 3339. A plus that nobody encoded comes as a blank, which can mean nothing else.
_MOMENT: Final = re.compile(r"([0-9-]{10}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?)([Zz]|[ +-][0-9]{2}:[0-9]{2})")
# No index has seen anything before or after: a moment there says as much as these, which every clock can tell.
_FIRST_MOMENT: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAST_MOMENT: Final = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


_NO_VALUE: Final = noted("‘{value}’{value:은/는} 쓸 수 없는 값입니다. 쓸 수 있는 값: {known}.")
_NO_NUMBER: Final = noted("‘{value}’{value:은/는} {low}부터 {high}까지의 정수가 아닙니다.")


def one_of(kind: type[StrEnum]) -> BeforeValidator:
    """A value of `kind`."""

    def check(value: str) -> StrEnum:
        if value not in {member.value for member in kind}:
            known = ", ".join(kind)
            raise _fault(_NO_VALUE, value, known=known)
        return kind(value)

    return BeforeValidator(check)


def yes_or_no() -> BeforeValidator:
    """`true` or `false`."""

    def check(value: str) -> bool:
        if value not in {"true", "false"}:
            raise _fault(_NO_VALUE, value, known="true, false")
        return value == "true"

    return BeforeValidator(check)


def between(low: int, high: int) -> BeforeValidator:
    """A whole number from `low` to `high`, both included, in digits alone."""

    def check(value: str) -> int:
        if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
            raise _fault(_NO_NUMBER, value, low=low, high=high)
        return int(value)

    return BeforeValidator(check)


def _check_date(value: str) -> dt.date:
    try:
        if _DATE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise _fault(noted("‘{value}’{value:은/는} 날짜가 아닙니다. 2025-11-09처럼 쓰세요."), value)


def _check_moment(value: str) -> dt.datetime:
    """A moment in UTC; a day stands for its beginning in Korea."""
    found = _MOMENT.fullmatch(value)
    try:
        if found:
            moment = dt.datetime.fromisoformat((found[1] + found[2].replace(" ", "+")).upper())
        else:
            moment = dt.datetime.combine(_check_date(value), dt.time(), KOREA)
    except ValueError:
        raise _fault(
            noted("‘{value}’{value:은/는} 날짜나 시각이 아닙니다. 2025-11-09나 2025-11-09T18:30:00+09:00처럼 쓰세요."),
            value,
        ) from None
    return min(max(moment, _FIRST_MOMENT), _LAST_MOMENT).astimezone(dt.UTC)


def _check_year(value: str) -> str:
    if not _YEAR.fullmatch(value):
        raise _fault(noted("‘{value}’{value:은/는} 네 자리 연도가 아닙니다. 2025처럼 쓰세요."), value)
    return value


def _fault(message: str, value: str, **more: object) -> PydanticCustomError:
    """What `message` says of a value that cannot be, with what else it says."""
    sentence = gettext(message, value=repeated(value), **more)
    # The sentence goes in as a value: pydantic would read braces in the template itself.
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence})


# Field before the validator: pydantic keeps what the document says of the inner type only.
Size = Annotated[int, Field(ge=1, le=MAX_SIZE), between(1, MAX_SIZE)]
Date = Annotated[dt.date, BeforeValidator(_check_date)]
Moment = Annotated[
    dt.datetime,
    BeforeValidator(_check_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]
Year = Annotated[str, Field(pattern="^[0-9]{4}$"), BeforeValidator(_check_year)]
Facet = Annotated[FacetName, one_of(FacetName)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT), between(0, MAX_COUNT)]
Cost = Annotated[int, Field(ge=0, le=MAX_COST), between(0, MAX_COST)]
Name = Annotated[str, Field(max_length=MAX_NAME_LENGTH)]
Several = Field(max_length=MAX_VALUES)
Names = Annotated[tuple[Name, ...], Several]
Years = Annotated[tuple[Year, ...], Several]
Text = Annotated[
    str,
    Field(
        max_length=MAX_QUERY_LENGTH,
        description='검색어: 단어, "정확한 문구", -제외할 단어. 비어 있으면 전체 출장.',
        examples=["탄소중립"],
    ),
]
