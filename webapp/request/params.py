"""Request arguments → models of parameters, which also make those of the OpenAPI document."""

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Final, TypeVar, get_origin

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from search.query import DEFAULT_FACET_SIZE, DEFAULT_SIZE, MAX_QUERY_LENGTH, Sort
from webapp.language import PARAMETER, gettext
from webapp.request.arguments import Arguments, read_arguments
from webapp.request.conditions import Filtered
from webapp.request.faults import BadParametersError, Fault
from webapp.request.values import MAX_COUNT, MAX_VALUES, Count, Facet, Several, Size, Text, between, one_of, yes_or_no

DEFAULT_SIMILAR: Final = 10
DEFAULT_SUGGESTIONS: Final = 8
# Results behind these are reached by another order, a narrower search or the files of all of them.
MAX_PAGE: Final = 500
MAX_VERSION: Final = 80
MAX_CITED: Final = 200

# What links collect on their way through social media and mail. The pages leave it out; the API refuses it as any other
# unknown name.
_TRACKING: Final = re.compile(r"utm_\w+|fbclid|gclid|igshid|n_media|n_query|n_rank|n_ad\w*")
# Not blanks, controls, marks of width and direction: the blanks of Hangul and Braille are among them.
_SEEN: Final = regex.compile(r"[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]")


class SuggestParameters(BaseModel):
    """What has been typed so far."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[
        str,
        Field(
            max_length=MAX_QUERY_LENGTH,
            description="입력 중인 글자. 초성(ㅌㅅㅈㄹ), 덜 입력한 음절(탄솢), 바뀐 한/영(xksthwndflq)도 됩니다.",
            examples=["탄솢"],
        ),
    ] = ""
    size: Annotated[Size, Field(description="제안의 수.")] = DEFAULT_SUGGESTIONS


class Ordered(Filtered):
    """A search of which all hits are wanted, in order."""

    sort: Annotated[
        Sort,
        one_of(Sort),
        Field(
            description=(
                "정렬. relevance는 검색어가 없으면 newest와 같습니다. recent는 색인에 늦게 들어온 것부터, "
                "함께 들어왔으면 늦게 공개된 것부터입니다. 값이 없는 출장은 끝에 옵니다."
            )
        ),
    ] = Sort.RELEVANCE


class Listed(Ordered):
    """What else a list of hits is asked for, and what every page of the site carries along."""

    size: Annotated[Size, Field(description="한 페이지의 출장 수.")] = DEFAULT_SIZE
    facets: Annotated[tuple[Facet, ...], Several, Field(description="건수를 셀 항목. 여러 번 쓸 수 있습니다.")] = ()
    facet_size: Annotated[Size, Field(description="항목마다 보여 줄 값의 수.")] = DEFAULT_FACET_SIZE


class TripsParameters(Listed):
    """Every parameter of a search as it was sent."""

    cursor: Annotated[
        str | None, Field(description="앞 페이지의 `next`. 같은 검색에만 쓸 수 있습니다.", max_length=MAX_QUERY_LENGTH)
    ] = None


class SearchPageParameters(TripsParameters):
    """A page of results as the site asks for it, by its number; `version` is the index that the page before was of.

    Links of earlier versions of the site have a `cursor` in the place of both.
    """

    page: Annotated[int, between(1, MAX_PAGE)] = 1
    version: Annotated[str, Field(max_length=MAX_VERSION)] = ""
    # What the search found when somebody cited it, signed.
    cited: Annotated[str, Field(max_length=MAX_CITED)] = ""


class FacetParameters(Filtered):
    """What the values of one facet are looked up by; `q` is a piece of their names here."""

    q: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="값의 이름 일부. 띄어쓰기는 구별하지 않습니다.")
    ] = ""
    within: Annotated[
        str, Field(max_length=MAX_QUERY_LENGTH, description="출장 검색어: `/api/v1/trips`의 `q`와 같습니다.")
    ] = ""
    size: Annotated[Size, Field(description="보여 줄 값의 수.")] = DEFAULT_SIZE


class ValueOrder(StrEnum):
    """In which order the page of a facet has its values."""

    COUNT = "count"
    NAME = "name"


class FacetPageParameters(Listed):
    """The page of one facet: the search it belongs to, and `find`, a piece of the names looked for."""

    find: Annotated[str, Field(max_length=MAX_QUERY_LENGTH)] = ""
    order: Annotated[ValueOrder, one_of(ValueOrder)] = ValueOrder.COUNT
    # Whether values are picked whose trips are left out.
    leave_out: Annotated[bool, yes_or_no()] = False
    # So many values stand on the pages before.
    skip: Count = 0


class TripPageParameters(Listed):
    """The page of one trip: the search that led to it, and `marked`, the words to mark if they are not those of `q`."""

    marked: Text = ""
    # Which hit of that search the trip is, and the index that it was of; 0: none.
    at: Count = 0
    version: Annotated[str, Field(max_length=MAX_VERSION)] = ""
    # Where a text too long for one page goes on.
    paragraph: Annotated[int, between(1, MAX_COUNT)] = 1


class SimilarParameters(BaseModel):
    """How many similar trips."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: Annotated[Size, Field(description="보여 줄 출장 수.")] = DEFAULT_SIMILAR


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
    return _validated(arguments, model, [Fault(name, gettext("값이 비어 있습니다.")) for name in blank])


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
        raise BadParametersError(
            [Fault(name, gettext("이 주소에는 lang 말고는 매개변수를 쓸 수 없습니다.")) for name in arguments]
        )


@cache
def repeatable(model: type[BaseModel]) -> frozenset[str]:
    """The parameters of `model` that may be sent several times."""
    return frozenset(name for name, field in model.model_fields.items() if get_origin(field.annotation) is tuple)


def _shows(value: str) -> bool:
    """Whether anything of `value` can be seen, were it a sign that no search looks for."""
    return _SEEN.search(value) is not None


def _validated(arguments: Arguments, model: type[Read], faults: Iterable[Fault] = ()) -> Read:
    faults = [*faults, *_faults_of_names(arguments, model)]
    faulty = {fault.parameter for fault in faults}
    several = repeatable(model)
    sound: dict[str, Any] = {
        name: values if name in several else values[0] for name, values in arguments.items() if name not in faulty
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
    unknown = gettext("알 수 없는 매개변수입니다. 쓸 수 있는 매개변수: {known}.", known=", ".join((*known, PARAMETER)))
    return [Fault(name, unknown) for name in arguments if name not in known] + [
        Fault(name, gettext("한 번만 쓸 수 있습니다."))
        for name, values in arguments.items()
        if name in known and name not in repeatable(model) and len(values) > 1
    ]


def _fault_of(details: ErrorDetails) -> Fault:
    parameter = str(details["loc"][0])
    match details["type"]:
        case "string_too_long":
            most, length = details["ctx"]["max_length"], len(details["input"])
            return Fault(parameter, gettext("{most}자까지 쓸 수 있습니다({length}자).", most=most, length=length))
        case "too_long":
            return Fault(parameter, gettext("값을 {most}개까지 쓸 수 있습니다.", most=MAX_VALUES))
        case _:
            return Fault(parameter, details["msg"])
