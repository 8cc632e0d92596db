"""What all hits of a search come to, in words: nights, people and cost, each of as many trips as state it."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from search.page import Figures, Total, TripPage
from search.query import Measure
from search.trip import FIELD_LABELS
from webapp.language import counted, gettext, names, noted
from webapp.site.languages import html_counted
from webapp.text import average, money, shortened


class Figure(NamedTuple):
    """A total in full, and what people call it."""

    label: str
    text: str


# A narrow screen has no room for all of it.
_OF_SOME: Final = noted('평균 {mean}박<span class="wide">(기재 {count:,}건)</span>')
_FIELDS: Final = {Measure.NIGHTS: "stay", Measure.PEOPLE: "people", Measure.COST: "cost_krw"}
_IN_FULL: Final = {
    Measure.NIGHTS: noted("평균 {mean}박, 중앙값 {median}박, 합계 {sum}박(기재 {count:,}건)"),
    Measure.PEOPLE: noted("평균 {mean}명, 중앙값 {median}명, 합계 {sum}명(기재 {count:,}건)"),
    Measure.COST: noted("합계 {sum}, 평균 {mean}, 중앙값 {median}(기재 {count:,}건)"),
}


def in_a_line(page: TripPage) -> Iterator[str]:
    """What the hits of `page` come to; that none states its cost is said, too: a sum is what people look for."""
    nights, cost = (page.totals.get(measure, Total()) for measure in (Measure.NIGHTS, Measure.COST))
    if nights.stated:
        mean = average(nights.sum, nights.stated)
        if nights.stated < page.total:
            yield html_counted(_OF_SOME, nights.stated, mean=mean)
        else:
            yield gettext("평균 {mean}박", mean=mean)
    if cost.stated:
        yield counted("경비 합계 {sum}(기재 {count:,}건)", cost.stated, sum=money(cost.sum))
    elif page.total:
        yield gettext("경비 기재 없음")


def in_full(trips: int, found: Mapping[Measure, Figures]) -> Iterator[Figure]:
    """How many trips there are, and what each measure of them comes to."""
    labels = names(FIELD_LABELS)
    yield Figure(gettext("출장"), counted("{count:,}건", trips))
    for measure, figures in found.items():
        yield Figure(labels[_FIELDS[measure]], _said(measure, figures))


def _said(measure: Measure, figures: Figures) -> str:
    if figures.median is None:
        return gettext("자료에 없음")
    mean, median = figures.sum / figures.stated, figures.median
    if measure is Measure.COST:
        numbers = {"sum": money(figures.sum), "mean": money(int(mean)), "median": money(int(median))}
    else:
        numbers = {"sum": f"{figures.sum:,}", "mean": shortened(mean), "median": shortened(median)}
    return counted(_IN_FULL[measure], figures.stated, **numbers)
