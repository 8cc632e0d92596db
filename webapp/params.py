"""Request arguments → models of parameters, which also make those of the OpenAPI document."""

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from mappings.fields import MAX_TERM_UNITS
from search.korean.normalise import normalise
from search.query import (
    DEFAULT_FACET_SIZE,
    DEFAULT_SIZE,
    MAX_QUERY_LENGTH,
    MAX_SIZE,
    FacetName,
    Match,
    Sort,
)
from webapp.arguments import Arguments, read_arguments
from webapp.faults import BadParametersError, Fault
from webapp.text import quoted

MAX_VALUES: Final = 100
MAX_COUNT: Final = 1_000_000
DEFAULT_SIMILAR: Final = 10
DEFAULT_SUGGESTIONS: Final = 8
# Values come from facets, and an index keeps so much of a name.
MAX_NAME_LENGTH: Final = MAX_TERM_UNITS

# What links collect on their way through social media and mail. The pages leave it out; the API refuses it as any other
# unknown name.
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|igshid|n_media|n_query|n_rank|n_ad\w*")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR: Final = re.compile(r"[0-9]{4}")


def _one_of(kind: type[StrEnum]) -> BeforeValidator:
    def check(value: str) -> StrEnum:
        if value not in {member.value for member in kind}:
            known = ", ".join(kind)
            raise _fault(f"{quoted(value)}은(는) 쓸 수 없는 값입니다. 쓸 수 있는 값: {known}.")
        return kind(value)

    return BeforeValidator(check)


def _yes_or_no() -> BeforeValidator:
    def check(value: str) -> bool:
        if value not in {"true", "false"}:
            raise _fault(f"{quoted(value)}은(는) 쓸 수 없는 값입니다. 쓸 수 있는 값: true, false.")
        return value == "true"

    return BeforeValidator(check)


def _between(low: int, high: int) -> BeforeValidator:
    def check(value: str) -> int:
        if not _NUMBER.fullmatch(value) or not low <= int(value) <= high:
            raise _fault(f"{quoted(value)}은(는) {low}부터 {high}까지의 정수가 아닙니다.")
        return int(value)

    return BeforeValidator(check)


def _check_date(value: str) -> dt.date:
    try:
        if _DATE.fullmatch(value):
            return dt.date.fromisoformat(value)
    except ValueError:
        pass
    raise _fault(f"{quoted(value)}은(는) 날짜가 아닙니다. 2025-11-09처럼 쓰세요.")


def _check_year(value: str) -> str:
    if not _YEAR.fullmatch(value):
        raise _fault(f"{quoted(value)}은(는) 네 자리 연도가 아닙니다. 2025처럼 쓰세요.")
    return value


def _fault(sentence: str) -> PydanticCustomError:
    # The sentence goes in as a value: pydantic would read braces in the template itself.
    return PydanticCustomError("fault", "{sentence}", {"sentence": sentence})


# Field before the validator: pydantic keeps what the document says of the inner type only.
Size = Annotated[int, Field(ge=1, le=MAX_SIZE), _between(1, MAX_SIZE)]
Date = Annotated[dt.date, BeforeValidator(_check_date)]
Year = Annotated[str, Field(pattern="^[0-9]{4}$"), BeforeValidator(_check_year)]
Facet = Annotated[FacetName, _one_of(FacetName)]
Count = Annotated[int, Field(ge=0, le=MAX_COUNT), _between(0, MAX_COUNT)]
Name = Annotated[str, Field(max_length=MAX_NAME_LENGTH)]
Several = Field(max_length=MAX_VALUES)
Names = Annotated[tuple[Name, ...], Several]
Years = Annotated[tuple[Year, ...], Several]
Text = Annotated[
    str,
    Field(
        max_length=MAX_QUERY_LENGTH,
        description='찾을 말: 낱말, "구절", -뺄 낱말. 비어 있으면 모든 출장.',
        examples=["탄소중립"],
    ),
]


def _described(what: str) -> Any:  # noqa: ANN401 - pydantic's FieldInfo, which its stubs call Any
    return Field(description=f"{what} 여러 번 쓸 수 있고, 하나라도 맞으면 됩니다.")


def _left_out(what: str) -> Any:  # noqa: ANN401 - the same
    return Field(description=f"{what}이(가) 이 값인 출장을 뺍니다. 여러 번 쓸 수 있습니다.")


class Filtered(BaseModel):
    """The conditions that every listing of trips takes; unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Text = ""
    match: Annotated[
        Match,
        _one_of(Match),
        Field(
            description="낱말이 얼마나 들어 있어야 하는지. auto: 모두 든 출장이 열 건이 안 되면 하나라도 든 출장까지."
        ),
    ] = Match.AUTO
    correct: Annotated[
        bool,
        _yes_or_no(),
        Field(description="낱말이 모두 든 출장이 없으면 바르게 고친 말로 찾을지. false: 적은 대로만."),
    ] = True
    country: Annotated[Names, _described("방문국의 코드(ISO 3166-1 alpha-2)나 이름.")] = ()
    organisation: Annotated[Names, _described("기관 이름. 띄어쓰기와 전각·반각은 구별하지 않습니다.")] = ()
    theme: Annotated[Names, _described("주제의 키나 이름.")] = ()
    year: Annotated[Years, _described("출발한 해, 네 자리.")] = ()
    not_country: Annotated[Names, _left_out("방문국")] = ()
    not_organisation: Annotated[Names, _left_out("기관")] = ()
    not_theme: Annotated[Names, _left_out("주제")] = ()
    not_year: Annotated[Years, _left_out("출발한 해")] = ()
    departs_from: Annotated[Date | None, Field(description="이날부터 출발한 출장(그날 포함).")] = None
    departs_to: Annotated[Date | None, Field(description="이날까지 출발한 출장(그날 포함).")] = None
    nights_min: Annotated[Count | None, Field(description="밝힌 기간이 이만큼의 박이거나 더 긴 출장.")] = None
    nights_max: Annotated[Count | None, Field(description="밝힌 기간이 이만큼의 박이거나 더 짧은 출장.")] = None
    people_min: Annotated[Count | None, Field(description="밝힌 인원이 이만큼이거나 더 많은 출장.")] = None
    people_max: Annotated[Count | None, Field(description="밝힌 인원이 이만큼이거나 더 적은 출장.")] = None


class SuggestParameters(BaseModel):
    """What has been typed so far."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str,
        Field(
            max_length=MAX_QUERY_LENGTH,
            description="치던 글자. 초성(ㅌㅅㅈㄹ), 덜 친 음절(탄솢), 바뀐 한/영(xksthwndflq)도 됩니다.",
            examples=["탄솢"],
        ),
    ] = ""
    size: Annotated[Size, Field(description="제안의 수.")] = DEFAULT_SUGGESTIONS


class Listed(Filtered):
    """What else a list of hits is asked for, and what every page of the site carries along."""

    sort: Annotated[
        Sort,
        _one_of(Sort),
        Field(description="차례. relevance는 찾을 말이 없으면 newest와 같습니다. 값이 없는 출장은 끝에 옵니다."),
    ] = Sort.RELEVANCE
    size: Annotated[Size, Field(description="한 쪽에 담을 출장 수.")] = DEFAULT_SIZE
    facets: Annotated[tuple[Facet, ...], Several, Field(description="건수를 셀 항목. 여러 번 쓸 수 있습니다.")] = ()
    facet_size: Annotated[Size, Field(description="항목마다 보일 값의 수.")] = DEFAULT_FACET_SIZE


class TripsParameters(Listed):
    """Every parameter of a search as it was sent."""

    cursor: Annotated[
        str | None, Field(description="앞 쪽의 `next`. 같은 검색에만 쓸 수 있습니다.", max_length=MAX_QUERY_LENGTH)
    ] = None


class FacetParameters(Filtered):
    """What the values of one facet are looked up by; `q` is a piece of their names here."""

    q: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="값의 이름에 든 글자. 띄어쓰기는 보지 않습니다.")
    ] = ""
    within: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="출장에서 찾을 말: `/api/v1/trips`의 `q`와 같습니다.")
    ] = ""
    size: Annotated[Size, Field(description="보일 값의 수.")] = DEFAULT_SIZE


class FacetPageParameters(Listed):
    """The page of one facet: the search it belongs to, and `find`, a piece of the names looked for."""

    find: Annotated[str, Field(max_length=MAX_QUERY_LENGTH)] = ""
    # So many values stand on the pages before.
    skip: Count = 0


class TripPageParameters(Listed):
    """The page of one trip: the search that led to it, and `marked`, the words to mark if they are not those of `q`."""

    marked: Text = ""
    # Where a text too long for one page goes on.
    paragraph: Annotated[int, _between(1, MAX_COUNT)] = 1


class SimilarParameters(BaseModel):
    """How many similar trips."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: Annotated[Size, Field(description="보일 출장 수.")] = DEFAULT_SIMILAR


# Everything that may be sent several times.
_SEVERAL: Final = {
    *("country", "organisation", "theme", "year"),
    *("not_country", "not_organisation", "not_theme", "not_year"),
    "facets",
}
_TEXTS: Final = {"q", "within"}


Read = TypeVar("Read", bound=BaseModel)


def read_parameters(query_string: bytes, model: type[Read]) -> Read:
    """The parameters of an API request as `model` has them. Raises BadParametersError naming every fault.

    An empty text is none; any other value that shows nothing is refused: a program that sends `country=` means
    something else.
    """
    arguments = read_arguments(query_string)
    blank = [
        name
        for name, values in arguments.items()
        if name not in _TEXTS and not all(map(bool if name == "cursor" else _shows, values))
    ]
    return _validated(arguments, model, [Fault(name, "값이 비어 있습니다.") for name in blank])


def read_form(query_string: bytes, model: type[Read]) -> Read:
    """The parameters of a page: a form sends its empty fields too, and shared links carry tracking marks."""
    arguments = read_arguments(query_string)
    filled = {name: list(filter(_shows, values)) for name, values in arguments.items()}
    kept = {name: values for name, values in filled.items() if values and not _TRACKING.fullmatch(name)}
    return _validated(kept, model)


def read_no_parameters(query_string: bytes) -> None:
    """For an address of the API that takes none. Raises BadParametersError naming each that was sent."""
    arguments = read_arguments(query_string)
    if arguments:
        raise BadParametersError([Fault(name, "이 주소에는 매개변수를 쓸 수 없습니다.") for name in arguments])


def _shows(value: str) -> bool:
    """Whether anything of `value` can be seen: no blanks alone, no marks of width or direction."""
    return bool(normalise(value).text.strip())


def _validated(arguments: Arguments, model: type[Read], faults: Iterable[Fault] = ()) -> Read:
    faults = [*faults, *_faults_of_names(arguments, model)]
    faulty = {fault.parameter for fault in faults}
    sound: dict[str, Any] = {
        name: values if name in _SEVERAL else values[0] for name, values in arguments.items() if name not in faulty
    }
    try:
        parameters = model.model_validate(sound)
    except ValidationError as error:
        faults += [_fault_of(details) for details in error.errors(include_url=False)]
        raise BadParametersError(faults) from error
    if faults:
        raise BadParametersError(faults)
    return parameters


def _faults_of_names(arguments: Arguments, model: type[BaseModel]) -> list[Fault]:
    known = model.model_fields
    unknown = f"모르는 매개변수입니다. 쓸 수 있는 매개변수: {', '.join(known)}."
    return [Fault(name, unknown) for name in arguments if name not in known] + [
        Fault(name, "한 번만 쓸 수 있습니다.")
        for name, values in arguments.items()
        if name in known and name not in _SEVERAL and len(values) > 1
    ]


def _fault_of(details: ErrorDetails) -> Fault:
    parameter = str(details["loc"][0])
    match details["type"]:
        case "string_too_long":
            return Fault(parameter, f"{details['ctx']['max_length']}자까지 쓸 수 있습니다({len(details['input'])}자).")
        case "too_long":
            return Fault(parameter, f"값을 {MAX_VALUES}개까지 쓸 수 있습니다.")
        case _:
            return Fault(parameter, details["msg"])
