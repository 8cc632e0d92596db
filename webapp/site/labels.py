"""What things are called on the pages."""

from typing import Final

from webapp.request.conditions import ENDS

# The fields of the search form.
FORM_LABELS: Final = {
    "q": "검색어",
    "sort": "정렬",
    "match": "단어 조건",
    **{name: end.label for name, end in ENDS.items()},
}
# What the numbers of a trip count.
UNITS: Final = {"people": "명", "cost_krw": "원"}
# Where the trips come from that were made up to show the program.
SAMPLE: Final = "예시 자료"
