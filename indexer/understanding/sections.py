"""The texts of a report's sections, each with the page that it stands on, and where pages begin in what they make."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, get_args

from indexer.understanding.fields import Fields, Pair
from search.page_starts import PagedField

_FIELDS: Final[tuple[PagedField, ...]] = get_args(PagedField)
_JOINED: Final = "\n"
# What stands between the paragraphs of a cell.
_BETWEEN: Final = "\n\n"


class Piece(NamedTuple):
    """A paragraph of a section; `page` from 1, None where its format has none."""

    text: str
    page: int | None


class Sections:
    """What was read of each section so far, in its order."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._pieces: dict[str, list[Piece]] = {field: [] for field in _FIELDS}
        self._filled: set[str] = set()

    def add(self, field: str, text: str, page: int | None) -> None:
        """One more paragraph of the section of `field`."""
        self._pieces[field].append(Piece(text, page))

    @property
    def findings(self) -> list[str]:
        """The paragraphs of the findings."""
        return [piece.text for piece in self._pieces["findings"]]

    def fill(self, fields: Fields, pairs: Sequence[Pair]) -> None:
        """Put the texts into `fields`, which were gathered of `pairs`, behind what a form states of the same.

        A purpose that a form states is left as it is: it may be all that names the trip.
        """
        for field in _FIELDS:
            pieces = self._pieces[field]
            if not pieces or (field == "purpose" and field in fields):
                continue
            if field in fields:
                known = {piece.text for piece in pieces}
                page = _page_of_form(field, pairs)
                stated = str(fields[field]).split(_BETWEEN)
                pieces[:0] = [Piece(text, page) for text in stated if text not in known]
            texts = [piece.text for piece in pieces]
            fields[field] = texts if field == "findings" else _JOINED.join(texts)
            self._filled.add(field)

    def tell_pages(self, fields: Fields, pairs: Sequence[Pair]) -> None:
        """Put into `fields`, which were gathered of `pairs` and filled, where pages begin in their texts."""
        starts: list[dict[str, object]] = []
        for field in (name for name in _FIELDS if name in fields):
            if field in self._filled:
                starts += _starts(field, self._pieces[field])
            elif page := _page_of_form(field, pairs):
                if field == "findings":
                    fields[field] = str(fields[field]).split(_BETWEEN)
                starts += _starts(field, [Piece("", page)])
        if starts:
            fields["page_starts"] = starts


def _starts(field: str, pieces: Sequence[Piece]) -> Iterator[dict[str, object]]:
    """Where `pieces` begin on another page than the one before, as records state it (docs/records.md)."""
    page, place = None, 0
    for paragraph, piece in enumerate(pieces, start=1):
        if piece.page != page:
            start = {"paragraph": paragraph} if field == "findings" else {"start": place}
            yield {"page": piece.page, "field": field, **start}
        page = piece.page
        place += len(piece.text) + len(_JOINED)


def _page_of_form(field: str, pairs: Sequence[Pair]) -> int | None:
    """The page of the cells of a form that state `field`; of several pages nothing is told, for they are joined."""
    pages = {pair.page for pair in pairs if any(heading.field == field for heading in pair.headings)}
    return pages.pop() if len(pages) == 1 else None
