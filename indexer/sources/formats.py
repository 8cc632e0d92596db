"""The lines of a file → the reader that knows them: formats are told apart by content.

Every format has its reader here: JSON where a trip is found by it, page text where a sign of such a page stands. A
file that is neither is refused as a whole, with what it looks like.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

from indexer.record import Item, Place, Refusal
from indexer.sources import copied_pages, json_records
from indexer.sources.lines import Line

Reader = Callable[[Iterable[Line], str], Iterator[Item]]

_KNOWN: Final = "읽는 형식은 JSON Lines(한 줄에 { … } 하나), JSON 배열, 출장 쪽을 베낀 글입니다."
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_MARKUP: Final = re.compile(r"\s*<[!?/a-zA-Z]")
_JSON: Final = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\]]|$))")
_SEPARATORS: Final = [re.compile(f"{separator}(?! )") for separator in ",\t;"]


def find_reader(head: bytes, lines: Callable[[], Iterator[Line]]) -> Reader:
    """The reader of a file that begins with `head`; each call of `lines` gives its lines from the start.

    A trip in JSON decides before anything else, however much stands around it that is none.
    """
    opening = list(islice((line for line in lines() if line.text is None or line.text.strip()), 2))
    if not opening or json_records.is_json(lines()):
        return json_records.read
    first = opening[0].text or ""
    foreign = _foreign(head, first)
    if not foreign and copied_pages.is_page(lines()):
        return copied_pages.read
    if not foreign and _JSON.match(first):
        return json_records.read
    return partial(_refuse, foreign or opening[0].fault or _guess(opening))


def _foreign(head: bytes, first: str) -> str:
    """What a file surely is that is none of ours."""
    if head.startswith(_UTF16):
        return "UTF-16 파일입니다. UTF-8로 저장해 다시 넣어 주세요."
    if b"\0" in head:
        return "이진 파일입니다."
    return "HTML이나 XML로 보입니다." if _MARKUP.match(first) else ""


def _guess(opening: Sequence[Line]) -> str:
    """What a file perhaps is: two lines with as many commas, none as in prose, are a table."""
    rows = [[len(separator.findall(line.text or "")) for separator in _SEPARATORS] for line in opening]
    table = len(rows) > 1 and any(count and count == other for count, other in zip(*rows, strict=True))
    return "CSV 같은 표로 보입니다." if table else "출장 기록으로 알아볼 수 없는 글입니다."


def _refuse(reason: str, _: Iterable[Line], name: str) -> Iterator[Item]:
    yield Refusal(Place(name), None, f"{reason} {_KNOWN}")
