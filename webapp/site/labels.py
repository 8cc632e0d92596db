"""What things are called on the pages."""

from typing import Final

from search.query import Match, Sort
from webapp.request.conditions import ENDS

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
# What the numbers of a trip count.
UNITS: Final = {"people": "명", "cost_krw": "원"}
# Where the trips come from that were made up to show the program.
SAMPLE: Final = "예시 자료"
