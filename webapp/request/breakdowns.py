"""Parameters of statistics → what is asked of the hits: which dimensions and measures go together."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from search.query import Breakdown, Dimension, Measure
from search.trip import FIELD_LABELS
from webapp.language import gettext, noted
from webapp.request.conditions import FACET_TITLES, Filtered
from webapp.request.faults import BadParametersError, Fault
from webapp.request.values import Several, one_of

MAX_DIMENSIONS: Final = 2

DIMENSION_LABELS: Final[dict[Dimension, str]] = {
    **{Dimension(name.value): title for name, title in FACET_TITLES.items() if name.value in set(Dimension)},
    Dimension.MONTH: noted("출발 월"),
    Dimension.NIGHTS: noted("박 수"),
    Dimension.PEOPLE: FIELD_LABELS["people"],
}


class Measured(StrEnum):
    """What a row has: the number of its trips always, the others where they are asked for."""

    COUNT = "count"
    NIGHTS = "nights"
    PEOPLE = "people"
    COST = "cost"


class StatisticsParameters(Filtered):
    """A search, and how its hits are counted."""

    by: Annotated[
        tuple[Annotated[Dimension, one_of(Dimension)], ...],
        Several,
        # No default in the document: it would be one that is refused.
        Field(
            default_factory=tuple,
            description="나누는 기준. 하나나 둘.",
            examples=[["month"]],
            json_schema_extra={"minItems": 1, "maxItems": MAX_DIMENSIONS},
        ),
    ]
    measures: Annotated[
        tuple[Annotated[Measured, one_of(Measured)], ...],
        Several,
        Field(description="건수와 함께 합계와 중앙값을 낼 것. 여러 번 쓸 수 있습니다. count는 언제나 있습니다."),
    ] = ()


def to_breakdown(parameters: StatisticsParameters) -> Breakdown:
    """What is asked. Raises BadParametersError naming every fault."""
    faults = [*_faults(parameters)]
    if faults:
        raise BadParametersError(faults)
    wanted = set(parameters.measures)
    return Breakdown(parameters.by, tuple(measure for measure in Measure if measure.value in wanted))


def _faults(parameters: StatisticsParameters) -> Iterator[Fault]:
    by = parameters.by
    known = ", ".join(Dimension)
    if not by:
        sentence = gettext("나누는 기준을 하나나 둘 쓰세요(예: by=month). 쓸 수 있는 값: {known}.", known=known)
        yield Fault("by", sentence)
    elif len(by) > MAX_DIMENSIONS:
        sentence = gettext(
            "나누는 기준은 {most}개까지입니다({asked}개). 하나는 조건으로 바꾸어 따로 요청하세요.",
            most=MAX_DIMENSIONS,
            asked=len(by),
        )
        yield Fault("by", sentence)
    elif len(set(by)) < len(by):
        sentence = gettext("같은 기준({name})을 두 번 썼습니다. 다른 기준을 쓰거나 하나만 쓰세요.", name=by[0].value)
        yield Fault("by", sentence)
    elif set(by) == {Dimension.YEAR, Dimension.MONTH}:
        sentence = gettext("month에 연도가 들어 있습니다(2025-11). month 하나만 쓰거나 year를 다른 기준과 쓰세요.")
        yield Fault("by", sentence)
    for name in by:
        if name.value in set(parameters.measures):
            sentence = gettext(
                "{name}: 나누는 기준이라 한 행에서는 값이 같습니다. by와 measures 가운데 하나에만 쓰세요.",
                name=name.value,
            )
            yield Fault("measures", sentence)
