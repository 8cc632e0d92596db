"""What things are called on the pages."""

from typing import Final

from webapp.language import noted
from webapp.request.conditions import ENDS

# The fields of the search form.
FORM_LABELS: Final = {
    "q": noted("검색어"),
    "sort": noted("정렬"),
    "match": noted("단어 조건"),
    **{name: end.label for name, end in ENDS.items()},
}
# What the numbers of a trip count, with the number.
UNITS: Final = {"people": noted("{count:,}명"), "cost_krw": noted("{count:,}원")}
# Where the trips come from that were made up to show the program.
SAMPLE: Final = noted("예시 자료")
