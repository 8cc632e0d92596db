"""JSON → raw records: one a line, an array of them, or objects over several lines; a bad one spoils only itself."""

import re
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from itertools import dropwhile
from typing import Final

from indexer.record import AtLine, Item, Place, Raw, Refusal, shown
from indexer.sources.lenient import UNFINISHED, decoded, fault, try_object
from indexer.sources.lines import MAX_RECORD, Line
from indexer.sources.source_file import SourceFile

_EXCERPT: Final = 200
# What stands between the objects of an array, or of files joined end to end.
_BETWEEN: Final = re.compile(r"(?:[\s,\]\ufeff]|\[(?=\s*(?:[{\]]|\Z)))*")
_OPENING: Final = re.compile(r"[\s,\[\ufeff]*\{")
_FIRST: Final = re.compile(r"\s*(?:\{|\[\s*(?:[\[{\]]|$))")
# Where an object may begin behind something that is none; no run of blank lines is gone through from each of its lines.
_LATER: Final = re.compile(r"[\n,][^\S\n]*+(?=\{)")
# An object is looked for in windows, the first one so long: the decoder's errors count the lines before them.
_WINDOW: Final = 1 << 16
# Garbage is read so often: what looks for objects in it must not go through all of it again for every brace.
_TIMES_READ: Final = 8
_TRY: Final = 256
_LONGEST_WORD: Final = len("-Infinity")
# So many places in a row that are no record are told; a file that has more is none of ours from there on.
_MAX_FAULTS: Final = 10_000
# So often lines are tried as an object with line breaks in its strings.
_MAX_JOINS: Final = 8

# Where an object begins and ends in a text.
_Span = tuple[int, int]


def has_trip(file: SourceFile) -> bool:
    """Whether the record of a trip is there, however much stands around it that is none."""
    behind_the_first_brace = dropwhile(lambda line: not _OPENING.match(line.text or ""), file.lines())
    return any(_is_trip(item) for item in records(behind_the_first_brace, file.name))


def opens(file: SourceFile) -> bool:
    """Whether the first line is the beginning of an object or of an array of some."""
    return any(_FIRST.match(line.text or "") for line in file.opening[:1])


def read(file: SourceFile) -> Iterator[Item]:
    """The records of a file, each with the line where it begins."""
    return records(file.lines(), file.name)


def records(lines: Iterable[Line], name: str) -> Iterator[Item]:
    """The records of lines, each with the one where it begins."""
    faults = 0
    for item in _read(lines, name):
        faults = faults + 1 if isinstance(item, Refusal) else 0
        yield item
        if faults == _MAX_FAULTS:
            reason = f"JSON이 아닌 곳이 {faults:,}군데 이어져, 파일의 여기부터는 읽지 않았습니다."
            yield Refusal(item.place, None, reason)
            return


def _read(lines: Iterable[Line], name: str) -> Iterator[Item]:
    held = _Held(name)
    for line in lines:
        if line.text is None or held.ends_before(line.text):
            yield from held.give_up()
        if line.text is None:
            yield Refusal(Place(name, AtLine(line.number)), None, line.fault)
        elif line.text.strip() or held.texts:
            yield from held.add(line.number, line.text)
    yield from held.give_up()


class _Depth:
    """How many brackets lines have opened and not closed, outside strings.

    `lines` takes every string to end in its line, so that a missing quote spoils no more than a line; `text` knows
    strings that go on in the next line.
    """

    def __init__(self) -> None:
        self.lines = self.text = 0
        self.in_string = False

    def add(self, text: str) -> None:
        pieces = text.replace("\\\\", "").replace('\\"', "").split('"')
        self.lines += _opened(pieces[::2])
        self.text += _opened(pieces[1 if self.in_string else 0 :: 2])
        self.in_string ^= len(pieces) % 2 == 0


class _Held:
    """The lines of an object that may go on; mostly none, because one line is a whole object."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._in_array = False
        self._hold(0, [])

    def _hold(self, number: int, texts: list[str]) -> None:
        self._number, self.texts = number, texts
        self._depth = _Depth()
        for text in texts:
            self._depth.add(text)
        self._size = sum(Line(number, text).size for text in texts)
        self._joins = 0

    def ends_before(self, text: str) -> bool:
        """Whether `text` begins another object: it does where it is indented no deeper than the one held."""
        return bool(self.texts) and text.lstrip().startswith("{") and _indent(text) <= _indent(self.texts[0])

    def add(self, number: int, text: str) -> Iterator[Item]:
        """Every record that ends with this line."""
        if not self.texts and self._is_between(text):
            self._in_array = True
            return
        record = None if self.texts else decoded(text.strip().removesuffix(","))
        if isinstance(record, dict):
            yield Raw(Place(self._name, AtLine(number)), record)
            return
        self._number = self._number if self.texts else number
        self.texts.append(text)
        self._depth.add(text)
        self._size += Line(number, text).size
        if self._depth.lines <= 0 or len(self.texts) == 1 or self._size > MAX_RECORD:
            yield from self._take()
        elif self._depth.text == 0 and not self._depth.in_string and self._joins < _MAX_JOINS:
            yield from self._join()

    def _is_between(self, text: str) -> bool:
        """Whether `text` is a line of an array, or its first, on which no object begins."""
        return (self._in_array or text.lstrip().startswith("[")) and _skip(text, 0) == len(text)

    def _join(self) -> Iterator[Item]:
        """The held lines as one object, a string of which has a line break."""
        self._joins += 1
        record = decoded("\n".join(self.texts).strip().removesuffix(","))
        if isinstance(record, dict):
            yield Raw(self._place(), record)
            self._hold(0, [])

    def _take(self) -> Iterator[Item]:
        """The whole objects at the beginning; what stands behind them is held where it can go on."""
        text = "\n".join(self.texts)
        self._in_array |= text.lstrip().startswith("[")
        end = yield from self._items(text, _leading(text))
        rest = _skip(text, end)
        if rest == len(text) and not end and not self._in_array:
            yield self._refusal(text)
        self._hold(self._number + text.count("\n", 0, rest), _behind(text, rest))
        if self.texts and not (self._depth.lines > 0 and self._size <= MAX_RECORD and _goes_on(text[rest:])):
            yield from self.give_up()

    def give_up(self) -> Iterator[Item]:
        """What is held is no object: it is refused, and the trips behind its beginning are taken, but not its parts."""
        if self.texts:
            text = "\n".join(self.texts)
            yield self._refusal(text)
            if self._in_array or text.lstrip().startswith("{"):
                yield from self._later_trips(text)
            self._hold(0, [])

    def _later_trips(self, text: str) -> Iterator[Item]:
        search = _Later(text)
        yield from filter(_is_trip, self._items(text, search.spans()))
        if search.ended < len(text):
            place = self._place(text.count("\n", 0, search.ended))
            yield Refusal(place, None, "깨진 기록이 너무 많아 이 뒤에 이어지는 글에서는 출장을 찾지 않았습니다.")

    def _items(self, text: str, spans: Iterable[_Span]) -> Generator[Item, None, int]:
        """The records at `spans`; returns where the last one ends."""
        line_ends = [end.start() for end in re.finditer("\n", text)]
        end = 0
        for begin, end in spans:
            place = self._place(bisect_left(line_ends, begin))
            record = decoded(text[begin:end])
            if isinstance(record, dict):
                yield Raw(place, record)
            else:
                yield Refusal(place, None, fault(text[begin:end]), shown(text[begin:end], _EXCERPT))
        return end

    def _refusal(self, text: str) -> Refusal:
        return Refusal(self._place(), None, fault(text), shown(text.strip(), _EXCERPT))

    def _place(self, lines: int = 0) -> Place:
        """So many lines behind the first one held."""
        return Place(self._name, AtLine(self._number + lines))


def _is_trip(item: Item) -> bool:
    return isinstance(item, Raw) and "title" in item.fields


def _leading(text: str) -> Iterator[_Span]:
    """The objects that stand one after another at the beginning."""
    position = _skip(text, 0)
    while end := try_object(text, position).end:
        yield position, end
        position = _skip(text, end)


class _Later:
    """The objects that stand anywhere behind the beginning of a text, none inside another.

    `ended` is where it stopped looking: before the end, where garbage had been read often enough.
    """

    def __init__(self, text: str) -> None:
        self.ended = len(text)
        self._text = text
        self._left = _TIMES_READ * len(text) + _WINDOW

    def spans(self) -> Iterator[_Span]:
        position = 0
        for start in (found.end() for found in _LATER.finditer(self._text)):
            if start < position:
                continue
            if end := self._end(start):
                yield start, end
                position = end
            elif self._left < 0:
                self.ended = start
                return

    def _end(self, start: int) -> int:
        """Where the object that begins at `start` ends; 0 where none does."""
        size = _WINDOW
        while True:
            window = self._text[start : start + size]
            tried = try_object(window)
            # A word or an escape that the window cuts is a fault before its end.
            if tried.end or tried.read < len(window) - _LONGEST_WORD or start + size >= len(self._text):
                break
            size *= 8
        self._left -= 0 if tried.end else tried.read + _TRY
        return start + tried.end if tried.end else 0


def _skip(text: str, position: int) -> int:
    return _BETWEEN.match(text, position).end()  # type: ignore[union-attr] # it matches nothing, too


def _behind(text: str, position: int) -> list[str]:
    """The lines from `position` on, the first one in the column where it stood."""
    if position == len(text):
        return []
    column = position - (text.rfind("\n", 0, position) + 1)
    return (" " * column + text[position:]).split("\n")


def _goes_on(text: str) -> bool:
    """Whether `text` is the beginning of an object."""
    return text.startswith("{") and fault(text) == UNFINISHED


def _opened(pieces: Iterable[str]) -> int:
    """How many brackets they open more than they close."""
    text = "".join(pieces)
    return text.count("{") + text.count("[") - text.count("}") - text.count("]")


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
