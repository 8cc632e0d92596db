"""What the person who imports wants: what unknown headings mean, and whether plans are taken, too."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from indexer.headings import Heading, find_headings, key_of
from indexer.record import Item, LeftOut, Raw, shown
from indexer.understanding.titles import Kind, kind_of

_SHOWN: Final = 100


class Wanted(NamedTuple):
    """`headings`: by their keys, the fields that this person's own headings name; they overrule what we know."""

    headings: Mapping[str, str] = {}
    plans: bool = False

    def find(self, text: str) -> tuple[Heading, ...]:
        """The fields that `text` heads."""
        ours = self.headings.get(key_of(text)) if self.headings else None
        return (Heading(ours, -1),) if ours else find_headings(text)

    def kept(self, items: Iterable[Item]) -> Iterator[Item]:
        """`items` with the records of plans, minutes and notices left out, unless they are wanted."""
        for item in items:
            kind = (
                Kind.RESULT if self.plans or not isinstance(item, Raw) else kind_of(str(item.fields.get("title", "")))
            )
            if isinstance(item, Raw) and kind is not Kind.RESULT:
                yield LeftOut(item.place, kind.value, shown(str(item.fields["title"]), _SHOWN))
            else:
                yield item


AS_IT_COMES: Final = Wanted()
