"""JSON → raw records: one a line, an array of them, or objects over several lines; a bad one spoils only itself."""

import json
import re
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from itertools import dropwhile
from typing import Final

import msgspec

from indexer.record import Item, Place, Raw, Refusal
from indexer.sources.lines import MAX_RECORD, Line

_EXCERPT: Final = 200
_UNFINISHED: Final = "JSON 객체가 끝나지 않았습니다(닫는 괄호나 따옴표가 없습니다)."
# What stands between the objects of an array, or of files joined end to end.
_BETWEEN: Final = re.compile(r"(?:[\s,\]\ufeff]|\[(?=\s*(?:[{\]]|\Z)))*")
_OPENING: Final = re.compile(r"[\s,\[\ufeff]*\{")
# Where an object may begin behind something that is none.
_LATER: Final = re.compile(r"[\n,]\s*(?=\{)")
# A try costs the length of the text (the decoder counts lines for its error), so garbage gets only so many.
_MAX_TRIES: Final = 1_000
_SCANNER: Final = json.JSONDecoder()

# Where an object begins and ends in a text.
_Span = tuple[int, int]


def is_json(lines: Iterable[Line]) -> bool:
    """Whether the record of a trip is there, however much stands around it that is none."""
    behind_the_first_brace = dropwhile(lambda line: not _OPENING.match(line.text or ""), lines)
    return any(_is_trip(item) for item in read(behind_the_first_brace, ""))


def read(lines: Iterable[Line], name: str) -> Iterator[Item]:
    """The records of a file, each with the line where it begins."""
    held = _Held(name)
    for line in lines:
        if line.text is None or held.ends_before(line.text):
            yield from held.give_up()
        if line.text is None:
            yield Refusal(Place(name, line.number), None, line.fault)
        elif line.text.strip() or held.texts:
            yield from held.add(line.number, line.text)
    yield from held.give_up()


class _Held:
    """The lines of an object that may go on; mostly none, because one line is a whole object."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._in_array = False
        self._hold(0, [])

    def _hold(self, number: int, texts: list[str]) -> None:
        self._number, self.texts = number, texts
        self._depth = sum(map(_depth, texts))
        self._size = sum(Line(number, text).size for text in texts)

    def ends_before(self, text: str) -> bool:
        """Whether `text` begins another object: it does where it is indented no deeper than the one held."""
        return bool(self.texts) and text.lstrip().startswith("{") and _indent(text) <= _indent(self.texts[0])

    def add(self, number: int, text: str) -> Iterator[Item]:
        """Every record that ends with this line."""
        record = None if self.texts else _decoded(text.strip().removesuffix(","))
        if isinstance(record, dict):
            yield Raw(Place(self._name, number), record)
            return
        self._number = self._number if self.texts else number
        self.texts.append(text)
        self._depth += _depth(text)
        self._size += Line(number, text).size
        if self._depth <= 0 or len(self.texts) == 1 or self._size > MAX_RECORD:
            yield from self._take()

    def _take(self) -> Iterator[Item]:
        """The whole objects at the beginning; what stands behind them is held where it can go on."""
        text = "\n".join(self.texts)
        self._in_array |= text.lstrip().startswith("[")
        end = yield from self._items(text, _leading(text))
        rest = _skip(text, end)
        if rest == len(text) and not end and not self._in_array:
            yield self._refusal(text)
        self._hold(self._number + text.count("\n", 0, rest), _behind(text, rest))
        if self.texts and not (self._depth > 0 and self._size <= MAX_RECORD and _goes_on(text[rest:])):
            yield from self.give_up()

    def give_up(self) -> Iterator[Item]:
        """What is held is no object: it is refused, and the trips behind its beginning are taken, but not its parts."""
        if self.texts:
            text = "\n".join(self.texts)
            yield self._refusal(text)
            if self._in_array or text.lstrip().startswith("{"):
                yield from filter(_is_trip, self._items(text, _later(text)))
            self._hold(0, [])

    def _items(self, text: str, spans: Iterable[_Span]) -> Generator[Item, None, int]:
        """The records at `spans`; returns where the last one ends."""
        line_ends = [end.start() for end in re.finditer("\n", text)]
        end = 0
        for begin, end in spans:
            place = Place(self._name, self._number + bisect_left(line_ends, begin))
            record = _decoded(text[begin:end])
            if isinstance(record, dict):
                yield Raw(place, record)
            else:
                yield Refusal(place, None, _fault(text[begin:end]), text[begin:end][:_EXCERPT])
        return end

    def _refusal(self, text: str) -> Refusal:
        return Refusal(Place(self._name, self._number), None, _fault(text), text.strip()[:_EXCERPT])


def _is_trip(item: Item) -> bool:
    return isinstance(item, Raw) and "title" in item.fields


def _leading(text: str) -> Iterator[_Span]:
    """The objects that stand one after another at the beginning."""
    position = _skip(text, 0)
    while end := _end(text, position):
        yield position, end
        position = _skip(text, end)


def _later(text: str) -> Iterator[_Span]:
    """The objects that stand anywhere behind the beginning, none inside another."""
    position = tries = 0
    for start in (found.end() for found in _LATER.finditer(text)):
        if start < position:
            continue
        if end := _end(text, start):
            yield start, end
            position = end
        elif (tries := tries + 1) > _MAX_TRIES:
            return


def _end(text: str, position: int) -> int:
    """Where the object that begins at `position` ends; 0 where none does."""
    if not text.startswith("{", position):
        return 0
    try:
        return _SCANNER.raw_decode(text, position)[1]
    except ValueError:
        return 0
    except RecursionError:  # too deep for a trip, and too dear to look for one inside again and again
        return len(text)


def _skip(text: str, position: int) -> int:
    return _BETWEEN.match(text, position).end()  # type: ignore[union-attr] # it matches nothing, too


def _behind(text: str, position: int) -> list[str]:
    """The lines from `position` on, the first one in the column where it stood."""
    if position == len(text):
        return []
    column = position - (text.rfind("\n", 0, position) + 1)
    return (" " * column + text[position:]).split("\n")


def _decoded(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _goes_on(text: str) -> bool:
    """Whether `text` is the beginning of an object."""
    return text.startswith("{") and _fault(text) == _UNFINISHED


def _fault(text: str) -> str:
    """Why `text` is no record."""
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        return _UNFINISHED if "truncated" in str(error) else f"JSON이 아닙니다({error})."
    return "JSON 객체가 아닙니다. 한 줄에 출장 하나를 { … } 꼴로 적어 주세요."


def _depth(text: str) -> int:
    """How many brackets `text` opens more than it closes, outside strings."""
    outside = "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    return outside.count("{") + outside.count("[") - outside.count("}") - outside.count("]")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
