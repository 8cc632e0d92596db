"""What the choices of a search are called, on the pages and in what is taken away."""

from typing import Final

from search.query import Match, Sort

MATCH_LABELS: Final = {
    Match.AUTO: "자동(모두 포함 우선)",
    Match.ALL: "모두 포함",
    Match.ANY: "하나 이상 포함",
    Match.EXACT: "입력한 그대로",
}
SORT_LABELS: Final = {
    Sort.RELEVANCE: "관련도순",
    Sort.NEWEST: "최신순",
    Sort.OLDEST: "오래된순",
    Sort.LONGEST: "기간 긴 순",
    Sort.RECENT: "최근 등록순",
}
