"""The hits of a search counted: by one or two dimensions, with sums and medians."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import msgspec
from flask import Response
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models.tag import Tag

from search.engine import TripSearch
from search.labels import facet_label
from search.page import Figures, Row, Statistics
from search.query import MANY_VALUED, Breakdown, Dimension, FacetName, Measure
from webapp.api import answers
from webapp.api.docs import described
from webapp.api.payloads import index_payload, understood_payload
from webapp.api.views import BAD, LIMITED, UNAVAILABLE, UNCHANGED, strictly_read
from webapp.language import gettext, names, noted
from webapp.request.breakdowns import DIMENSION_LABELS, StatisticsParameters, to_breakdown
from webapp.request.queries import to_whole_query
from webapp.revalidation import tagged, unchanged

NOT_STATED = "자료에 없음"
_FACETS: Final = {Dimension(name.value): name for name in FacetName if name.value in set(Dimension)}


def statistics_blueprint(engine: TripSearch) -> APIBlueprint:
    """`/api/v1/statistics` over `engine`."""
    tag = Tag(name="statistics", description="검색 결과를 셉니다.")
    statistics = APIBlueprint("statistics", __name__, url_prefix="/api/v1", abp_tags=[tag])

    @statistics.get(
        "/statistics",
        operation_id="countTrips",
        summary="나누어 세기",
        description=(
            "조건에 맞는 출장을 한두 가지 기준으로 나누어 세고, 박 수·인원·경비의 합계와 중앙값을 냅니다. "
            "모두 정확한 값입니다. 값이 없는 출장은 value가 null인 행에 있고, 출장이 없는 달과 해는 0건으로 있습니다. "
            "계산과 한도는 docs/statistics.md에 있습니다."
        ),
        responses={200: described(answers.StatisticsAnswer), 304: UNCHANGED, 400: BAD, 429: LIMITED, 503: UNAVAILABLE},
    )
    @strictly_read(StatisticsParameters)
    def count(query: StatisticsParameters) -> Response:
        return _count(engine, query)

    return statistics


def _count(engine: TripSearch, parameters: StatisticsParameters) -> Response:
    breakdown = to_breakdown(parameters)
    query = to_whole_query(parameters, engine)
    key = ("statistics", breakdown, query)
    if (known := unchanged(engine, key)) is not None:
        return known
    found = engine.statistics(query, breakdown)
    body = msgspec.json.encode(_payload(found, breakdown))
    return tagged(Response(body, mimetype="application/json"), found.index, key)


def _payload(found: Statistics, breakdown: Breakdown) -> answers.StatisticsAnswer:
    overlapping = tuple(name for name in breakdown.by if name in MANY_VALUED)
    return answers.StatisticsAnswer(
        total=found.total,
        by=breakdown.by,
        rows=tuple(_rows(found.rows, breakdown.by)),
        overlapping=overlapping,
        notes=tuple(_notes(overlapping)),
        understood=understood_payload(found.understood),
        index=index_payload(found.index),
    )


def _notes(overlapping: tuple[Dimension, ...]) -> list[str]:
    if not overlapping:
        return []
    told = "·".join(names(DIMENSION_LABELS)[name] for name in overlapping)
    said = noted("출장 한 건에 {names} 값이 여럿 있을 수 있습니다. 행의 합계는 전체보다 클 수 있습니다.")
    return [gettext(said, names=told)]


def _rows(rows: Iterable[Row], by: tuple[Dimension, ...]) -> Iterator[answers.StatisticsRow]:
    # Tens of thousands of rows have a few hundred values between them.
    told = cache(lambda name, value: answers.StatisticsValue(value=value, label=_label(name, value)))
    for row in rows:
        figures = row.figures
        yield answers.StatisticsRow(
            values=tuple(map(told, by, row.values)),
            count=row.count,
            nights=_figures(figures.get(Measure.NIGHTS)),
            people=_figures(figures.get(Measure.PEOPLE)),
            cost=_figures(figures.get(Measure.COST)),
        )


def _label(name: Dimension, value: str | None) -> str:
    if value is None:
        return NOT_STATED
    return facet_label(_FACETS[name], value) if name in _FACETS else value


def _figures(found: Figures | None) -> answers.StatisticsFigures | None:
    if found is None:
        return None
    return answers.StatisticsFigures(stated=found.stated, sum=found.sum, median=found.median)
