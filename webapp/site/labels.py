"""What things are called on the pages."""

from typing import Final

from search.query import FacetName, Match, Sort
from webapp.request.conditions import ENDS, FACET_TITLES

MATCH_LABELS: Final = {
    Match.AUTO: "모두 든 것을 먼저, 적으면 하나라도 든 것까지",
    Match.ALL: "모두 든 것만",
    Match.ANY: "하나라도 든 것",
    Match.EXACT: "적은 글자 그대로",
}
SORT_LABELS: Final = {
    Sort.RELEVANCE: "관련도순",
    Sort.NEWEST: "최근 출발순",
    Sort.OLDEST: "오래된 출발순",
    Sort.LONGEST: "긴 기간순",
}
# The fields of the search form.
FORM_LABELS: Final = {
    "q": "찾을 말",
    "sort": "차례",
    "match": "낱말이",
    **{name: end.label for name, end in ENDS.items()},
}
# The fields of a trip.
FIELD_LABELS: Final = {
    "title": "제목",
    "title_stated": "원래 제목",
    "purpose": "목적",
    "organisation": FACET_TITLES[FacetName.ORGANISATION],
    "department": "부서",
    "countries": FACET_TITLES[FacetName.COUNTRY],
    "cities": "방문 도시",
    "departs": "출발일",
    "returns": "도착일",
    "stay": "기간",
    "people": "인원",
    "cost_krw": "경비",
    "cost_stated": "자료의 경비",
    "published": "공개일",
    "themes": FACET_TITLES[FacetName.THEME],
    "summary": "요약",
    "findings": "핵심 내용",
    "source": "출처",
}
