"""The pages of a list of results: which one this is, and where the others are."""

from typing import Final, NamedTuple, Self

import msgspec

from search.page import TripPage
from search.query import DEFAULT_SIZE, Position, TripQuery
from webapp.request.cursor import encode_cursor
from webapp.request.params import MAX_PAGE
from webapp.site.address import Address

# How many hits a page may be asked to have.
SIZES: Final = (20, 50, 100)
# So many pages beside this one are linked, on each side.
_BESIDE: Final = 2


class PageLink(NamedTuple):
    """A page by its number; no address: this one. `gap` says that pages are left out before it."""

    number: int
    url: str | None
    gap: bool


class SizeLink(NamedTuple):
    """How many hits a page could have; no address: as it has."""

    size: int
    url: str | None


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """`number` of `last` pages; `is_cut` says that hits lie behind the last page that can be asked for."""

    number: int
    last: int
    links: tuple[PageLink, ...]
    previous: str | None
    next: str | None
    sizes: tuple[SizeLink, ...]
    is_cut: bool

    @classmethod
    def of(cls, address: Address, query: TripQuery, page: TripPage) -> Self:
        """The pages of the list that `page` is one of."""
        pages = _Pages(address, page.index.version)
        offset = query.after.offset if query.after else 0
        size = query.size
        last = min(MAX_PAGE, max(1, -(-page.total // size)))
        number = offset // size + 1
        # A page with long texts may have no room for all of its hits: the one behind it begins where it ends.
        is_short = page.next is not None and len(page.hits) < size
        after = address.with_only("cursor", encode_cursor(page.next, query)).url if is_short and page.next else None
        return cls(
            number=number,
            last=last,
            links=tuple(pages.links(number, last)),
            previous=pages.url(min(last, -(-offset // size))) if offset else None,
            next=after or (pages.url(number + 1) if number < last else None),
            sizes=tuple(_sizes(address, size)) if page.total > SIZES[0] else (),
            is_cut=page.total > MAX_PAGE * size,
        )


def page_start(number: int, version: str, size: int) -> Position | None:
    """Where a page begins in the index `version`; None: at the beginning."""
    return Position(version, offset=(number - 1) * size) if number > 1 else None


class _Pages(NamedTuple):
    address: Address
    version: str

    def url(self, number: int) -> str:
        """The address of a page, of the index that this one is of while that is kept."""
        if number <= 1:
            return self.address.url
        return self.address.with_only("page", str(number)).with_only("version", self.version).url

    def links(self, number: int, last: int) -> list[PageLink]:
        """The first and the last page, and those around this one."""
        near = range(number - _BESIDE, number + _BESIDE + 1)
        shown = [each for each in range(1, last + 1) if each in {1, last} or each in near]
        before = [0, *shown]
        return [
            PageLink(each, None if each == number else self.url(each), gap=each - previous > 1)
            for previous, each in zip(before, shown, strict=False)
        ]


def _sizes(address: Address, now: int) -> list[SizeLink]:
    return [
        SizeLink(
            size,
            None if size == now else address.with_only("size", *([] if size == DEFAULT_SIZE else [str(size)])).url,
        )
        for size in SIZES
    ]
