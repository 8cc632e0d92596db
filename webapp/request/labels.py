"""What the choices of a search are called, on the pages and in what is taken away."""

from typing import Final

from search.query import Match, Sort

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
