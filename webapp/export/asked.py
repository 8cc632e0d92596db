"""A search in words, as what is taken away says where it comes from."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from search.clock import KOREA
from search.engine import Listing
from search.labels import facet_label
from search.query import FacetName, Filters, Match, TripQuery
from webapp.request.conditions import ENDS, FACET_TITLES, IDS_TITLE, SINCE_TITLE, since_in_words
from webapp.request.labels import MATCH_LABELS, SORT_LABELS

LICENCE: Final = (
    "각 기관이 공개한 국외출장 자료를 모은 것입니다. 이용 조건은 기관과 자료마다 다를 수 있으니(공공누리 등) "
    "출처에서 확인하고, 이용할 때에는 출처를 밝히세요. 출처가 ‘예시 자료’인 출장은 기능을 보여 주기 위해 만든 가상 "
    "자료입니다."
)


class Line(NamedTuple):
    """One thing that is said, and what it is called."""

    label: str
    text: str


def asked_in_words(q: str, query: TripQuery, listing: Listing, now: dt.datetime) -> Iterator[Line]:
    """What was searched for with `q`, when, and in what; `now` has its time zone."""
    yield Line("검색어", q.strip() or "(없음: 전체 출장)")
    if listing.understood.corrected:
        yield Line("대신 검색한 말", listing.understood.corrected)
    if query.match is not Match.AUTO:
        yield Line("단어 조건", MATCH_LABELS[query.match])
    yield from conditions_in_words(query.filters)
    yield Line("정렬", SORT_LABELS[query.order])
    for note in listing.understood.notes:
        yield Line("알림", note)
    yield Line("출장 수", f"{listing.total:,}건")
    yield Line("받은 때", f"{now.astimezone(KOREA):%Y-%m-%d %H:%M} (한국 시각)")
    built = listing.index.built.astimezone(KOREA)
    yield Line("자료 기준", f"{built:%Y-%m-%d %H:%M} (색인 버전 {listing.index.version})")
    yield Line("자료와 이용 조건", LICENCE)


def conditions_in_words(filters: Filters) -> Iterator[Line]:
    """The conditions in force, by what people call them."""
    for name, title in FACET_TITLES.items():
        if values := filters.selected(name):
            yield Line(title, _either(name, values))
        if values := filters.excluded(name):
            yield Line(f"{title} 제외", _either(name, values))
    if filters.ids:
        yield Line(IDS_TITLE, ", ".join(filters.ids))
    for parameter, end in ENDS.items():
        value = getattr(filters, parameter)
        if value is not None:
            yield Line(end.title, str(value))
    if filters.since:
        yield Line(SINCE_TITLE, since_in_words(filters.since.isoformat()))


def _either(name: FacetName, values: tuple[str, ...]) -> str:
    return " 또는 ".join(facet_label(name, value) for value in values)
