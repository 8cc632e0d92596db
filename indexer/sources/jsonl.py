"""JSON Lines: one trip a line; a file that is one array or one object is taken too."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final

import msgspec

from indexer.record import Item, Place, Raw, Refusal

if TYPE_CHECKING:
    from indexer.sources.files import Line

_EXCERPT: Final = 200
# A file that is no JSON Lines is read whole only up to this size.
_MAX_WHOLE: Final = 64 << 20


def read(lines: Iterable["Line"], name: str) -> Iterator[Item]:
    """The records of a file whose first character is { or [."""
    rest = iter(lines)
    opening: list[Line] = []
    for line in rest:
        opening.append(line)
        if line.text is None or line.text.strip():
            break
    first = opening[-1]
    if first.text is not None and _is_one_value(first.text):
        yield from _each(chain(opening, rest), name)
        return
    held = [*opening, *rest]
    whole = _whole(held)
    if whole is None:
        yield from _each(held, name)
        return
    for record in whole if isinstance(whole, list) else [whole]:
        yield _record(record, Place(name, first.number), msgspec.json.encode(record).decode())


def _is_one_value(text: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(text), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


def _whole(lines: list["Line"]) -> object:
    """The file as one JSON value, None where it is none."""
    texts = [line.text for line in lines if line.text is not None]
    if len(texts) < len(lines) or sum(map(len, texts)) > _MAX_WHOLE:
        return None
    try:
        found: object = msgspec.json.decode("\n".join(texts))
    except (msgspec.DecodeError, RecursionError):
        return None
    return found


def _each(lines: Iterable["Line"], name: str) -> Iterator[Item]:
    for line in lines:
        place = Place(name, line.number)
        if line.text is None:
            yield Refusal(place, None, line.fault)
        elif line.text.strip():
            yield _parsed(line.text, place)


def _parsed(text: str, place: Place) -> Item:
    try:
        record = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return Refusal(place, None, f"JSON이 아닙니다({error}).", text[:_EXCERPT])
    return _record(record, place, text)


def _record(record: object, place: Place, text: str) -> Item:
    if isinstance(record, dict):
        return Raw(place, record)
    return Refusal(place, None, "JSON 객체가 아닙니다. 한 줄에 출장 하나를 { … } 꼴로 적어 주세요.", text[:_EXCERPT])
