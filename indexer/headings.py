"""What people head a value of a trip with ↔ the field it is, for every format that has headings and for our reports.

The first heading of a field is the one that notes and notices use; to know another, add it behind.
"""

import re
from typing import Final

from indexer.markup import plain

HEADINGS: Final = {
    "title": ("제목",),
    "purpose": ("목적", "출장 목적"),
    "countries": ("국가", "방문 국가", "출장 국가"),
    "cities": ("도시", "방문 도시"),
    "organisation": ("기관",),
    "departs": ("출발일",),
    "returns": ("도착일", "귀국일"),
    "stay": ("여행 기간", "출장 기간", "기간"),
    "people": ("인원", "출장 인원"),
    "cost_krw": ("비용", "총 여비"),
    "summary": ("요약",),
    "findings": ("핵심 내용",),
    "published": ("등록일",),
    "source": ("출처",),
    # Known so that it is taken for nothing else: no field of a trip, and never kept.
    "person": ("출장자", "여행자", "성명", "작성자", "등록자"),
}
_DECORATION: Final = re.compile(r"^[^\w가-힣]+|\s+")


def _bare(text: str) -> str:
    """A heading without markup, emoji and white space: `📝 요약` and `출 발 일` as people mean them."""
    return _DECORATION.sub("", plain(text).text)


_FIELDS: Final = {_bare(heading): field for field, headings in HEADINGS.items() for heading in headings}


def find_field(heading: str) -> str | None:
    """The field that `heading` names, however it is spaced or decorated."""
    return _FIELDS.get(_bare(heading))


def heading_of(field: str) -> str:
    """What our sentences call `field`; the field's own name where it has no heading, as `id`."""
    return HEADINGS[field][0] if field in HEADINGS else field
