"""The pages that a record states for places of its texts → those places in the texts as they are stored.

Cleaning moves what stands in a text: entities become letters, letters are composed, ends are trimmed, empty paragraphs
go. So a text is taken apart where its pages begin, every piece is cleaned by itself, and what is left of the pieces is
counted in the text that was cleaned whole. Where the two do not add up, as with a tag that begins on one page and ends
on the next, nothing is told of that text.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice, pairwise
from typing import Final, NamedTuple, get_args

import msgspec

from indexer.texts import MAX_ITEMS, Texts
from search.page_starts import PagedField, PageStart
from search.trip import Trip

# A report of 300 pages (indexer/sources/pdf_lines.py) needs one for each, and a text of two columns or three some more.
MAX_STARTS: Final = 5_000
# What masking writes, letter by letter (indexer/privacy.py).
_HIDDEN: Final = "○"


class _Text(NamedTuple):
    """One text as its record states it; `stored` is what became of it, None where nothing did."""

    field: PagedField
    paragraph: int | None
    text: str
    stored: str | None


_Texts = Mapping[tuple[PagedField, int | None], _Text]


def read_page_starts(fields: Mapping[str, object], trip: Trip) -> tuple[PageStart, ...] | None:
    """The page starts that a record with `fields` states of the texts of its `trip`; None where they cannot be read.

    One wrong start makes all wrong: what follows it would be said to stand on the page before.
    """
    stated = fields["page_starts"]
    if not isinstance(stated, list) or len(stated) > MAX_STARTS:
        return None
    try:
        starts = msgspec.convert(stated, tuple[PageStart, ...])
    except msgspec.ValidationError:
        return None
    texts = {
        (text.field, text.paragraph): text for field in get_args(PagedField) for text in _texts(field, fields, trip)
    }
    last = max((paragraph or 0 for _, paragraph in texts), default=0)
    in_order = all(one.place < other.place for one, other in pairwise(starts))
    if not in_order or not all(_stands(one, texts) or _is_behind(one, last, fields) for one in starts):
        return None
    return tuple(_needed(_moved(starts, texts)))


def _texts(field: PagedField, fields: Mapping[str, object], trip: Trip) -> Iterator[_Text]:
    """The texts of a field as they are stated and as they are stored, as many as a trip may have."""
    stated, stored = fields.get(field), getattr(trip, field)
    if isinstance(stated, str) and not isinstance(stored, tuple):
        yield _Text(field, None, stated, stored)
    elif isinstance(stated, list) and isinstance(stored, tuple):
        left = iter(stored)
        texts = ((number, text) for number, text in enumerate(stated, start=1) if isinstance(text, str))
        for number, text in islice(texts, MAX_ITEMS[field]):
            yield _Text(field, number, text, next(left, None) if _cleaned(text).strip() else None)


def _stands(one: PageStart, texts: _Texts) -> bool:
    """Whether there is such a place in a text that is stated."""
    text = texts.get((one.field, one.paragraph))
    return text is not None and one.start <= len(text.text)


def _is_behind(one: PageStart, last: int, fields: Mapping[str, object]) -> bool:
    """Whether it is one of the texts behind the `last` that a trip may have."""
    stated = fields.get(one.field)
    return isinstance(stated, list) and last < (one.paragraph or 0) <= len(stated)


def _moved(starts: Sequence[PageStart], texts: _Texts) -> Iterator[PageStart]:
    """Every start where it is in the stored texts, and one for each text that begins on the page of the one before."""
    by_text = {key: list(found) for key, found in groupby(starts, lambda one: (one.field, one.paragraph))}
    pages: dict[PagedField, int | None] = {}
    paragraphs = 0
    for key, text in texts.items():
        inside = by_text.get(key, [])
        at_beginning = pages.get(text.field)
        if inside:
            pages[text.field] = inside[-1].page
        if text.stored is None:
            continue
        paragraph = None
        if text.paragraph is not None:
            paragraphs += 1
            paragraph = paragraphs
        for start, page in _aligned(text.text, text.stored, _pieces(inside, at_beginning)):
            yield PageStart(page, text.field, paragraph, start)


def _pieces(inside: Sequence[PageStart], page: int | None) -> list[tuple[int, int | None]]:
    """Where in a stated text its pages begin; `page` is that on which the text before ends."""
    found = [(one.start, one.page) for one in inside]
    return found if found and found[0][0] == 0 else [(0, page), *found]


def _aligned(text: str, stored: str, pieces: Sequence[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """The `pieces` of `text` with their places in `stored`, counted in letters: white space comes and goes."""
    if len({page for _, page in pieces}) == 1:
        return [(0, pieces[0][1])]
    ends = [*(start for start, _ in pieces[1:]), len(text)]
    cleaned = [_letters(_cleaned(text[start:end])) for (start, _), end in zip(pieces, ends, strict=True)]
    if not _same("".join(cleaned), _letters(_cleaned(text))):
        return [(0, None)]
    places = [place for place, letter in enumerate(stored) if not letter.isspace()]
    found: dict[int, int | None] = {}
    before = 0
    for (_, page), letters in zip(pieces, cleaned, strict=True):
        # A piece of which nothing is left gives its place to the next one; what was cut off has none.
        if letters and before < len(places):
            found[places[before]] = page
        before += len(letters)
    return list(found.items())


def _same(pieces: str, whole: str) -> bool:
    """Whether pieces say what the whole says; what is private in a whole need not be so in its pieces."""
    return len(pieces) == len(whole) and all(
        one == other or _HIDDEN in {one, other} for one, other in zip(pieces, whole, strict=True)
    )


def _needed(starts: Iterator[PageStart]) -> Iterator[PageStart]:
    """Those that begin another page than the one before in their field."""
    for _, of_field in groupby(starts, lambda one: one.field):
        page = None
        for one in of_field:
            if one.page != page:
                yield one
            page = one.page


def _cleaned(text: str) -> str:
    return Texts().uncut("findings", text)


def _letters(text: str) -> str:
    return "".join(text.split())
