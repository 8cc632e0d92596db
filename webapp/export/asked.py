"""A search in words, as what is taken away says where it comes from."""

import datetime as dt
from collections.abc import Iterator
from typing import Final, NamedTuple

from search.clock import KOREA
from search.engine import Listing
from search.query import FacetName, Filters, Match, TripQuery
from webapp.language import counted, gettext, noted, translated
from webapp.request.conditions import ENDS, FACET_TITLES, IDS_TITLE, SINCE_TITLE, since_in_words
from webapp.request.labels import MATCH_LABELS, SORT_LABELS, facet_title, value_name

LICENCE: Final = noted(
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
    yield Line(gettext("검색어"), q.strip() or gettext("(없음: 전체 출장)"))
    if listing.understood.corrected:
        yield Line(gettext("대신 검색한 말"), listing.understood.corrected)
    if query.match is not Match.AUTO:
        yield Line(gettext("단어 조건"), gettext(MATCH_LABELS[query.match]))
    yield from conditions_in_words(query.filters)
    yield Line(gettext("정렬"), gettext(SORT_LABELS[query.order]))
    for note in listing.understood.notes:
        yield Line(gettext("알림"), translated(note))
    yield Line(gettext("출장 수"), counted("{count:,}건", listing.total))
    taken = f"{now.astimezone(KOREA):%Y-%m-%d %H:%M}"
    yield Line(gettext("받은 때"), gettext("{moment} (한국 시각)", moment=taken))
    built = f"{listing.index.built.astimezone(KOREA):%Y-%m-%d %H:%M}"
    version = listing.index.version
    yield Line(gettext("자료 기준"), gettext("{moment} (색인 버전 {version})", moment=built, version=version))
    yield Line(gettext("자료와 이용 조건"), gettext(LICENCE))


def conditions_in_words(filters: Filters) -> Iterator[Line]:
    """The conditions in force, by what people call them."""
    for name in FACET_TITLES:
        title = facet_title(name)
        if values := filters.selected(name):
            yield Line(title, _either(name, values))
        if values := filters.excluded(name):
            yield Line(gettext("{title} 제외", title=title), _either(name, values))
    if filters.ids:
        yield Line(gettext(IDS_TITLE), ", ".join(filters.ids))
    for parameter, end in ENDS.items():
        value = getattr(filters, parameter)
        if value is not None:
            yield Line(gettext(end.title), str(value))
    if filters.since:
        yield Line(gettext(SINCE_TITLE), since_in_words(filters.since.isoformat()))


def _either(name: FacetName, values: tuple[str, ...]) -> str:
    return gettext(" 또는 ").join(value_name(name, value) for value in values)
