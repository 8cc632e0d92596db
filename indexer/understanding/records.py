"""Records whose source names its fields: ours stay as they are, other names are read as headings are."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from indexer.clean import DERIVED, STATED
from indexer.record import Item, Raw
from indexer.understanding.fields import Pair, gather
from indexer.understanding.titles import countries_behind
from indexer.understanding.units import unit_in
from indexer.understanding.wanted import Wanted

# Answers of portals wrap their lists; no deeper than this.
_DEPTH: Final = 4


def understand_records(items: Iterable[Item], wanted: Wanted) -> Iterator[Item]:
    """`items` with every record read by all of its names."""
    for item in items:
        if not isinstance(item, Raw):
            yield item
        elif item.fields.keys() & STATED:
            yield from _understood(item, wanted)
        else:
            wrapped = [Raw(item.place, record) for record in _inside(item.fields, _DEPTH)]
            for raw in wrapped or [item]:
                yield from _understood(raw, wanted)


def _understood(raw: Raw, wanted: Wanted) -> Iterator[Item]:
    foreign = {name: value for name, value in raw.fields.items() if name not in STATED and name not in DERIVED}
    pairs = [
        Pair(headings, str(value), unit_in(name))
        for name, value in foreign.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool) and (headings := wanted.find(name))
    ]
    # A purpose stands in for a title only where no title is stated.
    read = gather(pairs, may_name="title" not in raw.fields)
    added = {field: value for field, value in read.items() if raw.fields.get(field) is None}
    name = raw.fields.get("source")
    if isinstance(name, str) and isinstance(source := read.get("source"), dict):
        added["source"] = {"name": name, **source}
    if not added:
        yield raw
        return
    title = str(read.get("title") or raw.fields.get("title") or "")
    if "countries" not in added and raw.fields.get("countries") is None and (behind := countries_behind(title)):
        added["countries"] = behind
    unknown = {name: value for name, value in foreign.items() if not wanted.find(name)}
    ours = {name: value for name, value in raw.fields.items() if name not in foreign and value is not None}
    yield from wanted.kept([Raw(raw.place, {**ours, **added, **unknown}, frozenset(added))])


def _inside(value: object, depth: int) -> Iterator[Mapping[str, object]]:
    """The objects of the lists inside `value`, the outermost lists that have any."""
    if depth and isinstance(value, dict):
        for inner in value.values():
            yield from _inside(inner, depth - 1)
    elif depth and isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))
