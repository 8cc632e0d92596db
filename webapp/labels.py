"""What things are called on the pages."""

from typing import Final

from search.page import Reason
from search.query import FacetName, Match, Sort

FACET_TITLES: Final = {
    FacetName.THEME: "주제",
    FacetName.COUNTRY: "방문국",
    FacetName.ORGANISATION: "기관",
    FacetName.YEAR: "출발한 해",
}
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
# How a range reads as a condition; {} stands for its end.
RANGE_LABELS: Final = {
    "departs_from": "출발: {}부터",
    "departs_to": "출발: {}까지",
    "nights_min": "기간: {}박 이상",
    "nights_max": "기간: {}박 이하",
    "people_min": "인원: {}명 이상",
    "people_max": "인원: {}명 이하",
}
# The fields of the form for ranges: label and type.
RANGE_FIELDS: Final = {
    "departs_from": ("출발일, 이날부터", "date"),
    "departs_to": ("출발일, 이날까지", "date"),
    "nights_min": ("몇 박, 이만큼 이상", "number"),
    "nights_max": ("몇 박, 이만큼 이하", "number"),
    "people_min": ("인원, 이만큼 이상", "number"),
    "people_max": ("인원, 이만큼 이하", "number"),
}
REASON_LABELS: Final = {
    Reason.SYNONYM: "같은 뜻",
    Reason.NARROWER: "더 좁은 뜻",
    Reason.COUNTRY: "나라의 다른 이름",
    Reason.CITY: "도시의 다른 이름",
    Reason.ORGANISATION: "기관의 다른 이름",
}
FIELD_LABELS: Final = {
    "title": "제목",
    "purpose": "목적",
    "organisation": "기관",
    "countries": "방문국",
    "cities": "방문 도시",
    "departs": "출발일",
    "returns": "도착일",
    "stay": "기간",
    "people": "인원",
    "cost_krw": "경비",
    "summary": "요약",
    "findings": "핵심 내용",
}
