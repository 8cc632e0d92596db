"""Lists of objects in the scripts of a page → tables: boards draw their posts from one, and a saved page keeps it."""

import json
import re
from collections.abc import Iterator
from typing import Final

from indexer.blocks import Row, Table
from indexer.sources.budget import Budget
from indexer.sources.html_rows import at_line

# An object whose first key is quoted, or a list of such: most of what else begins with a bracket is program.
_VALUE: Final = re.compile(r"(?:^|[=(:,])\s*+(?=(?:\[\s*+)?\{\s*+\")")
_KOREAN: Final = re.compile("[가-힣]")
_MAX_DEPTH: Final = 12
_FEWEST_KEYS: Final = 2
# Python counts the lines of the whole script for every value that is none.
_MAX_FAILURES: Final = 500

_DECODER: Final = json.JSONDecoder(strict=False)


def script_tables(scripts: list[tuple[int | None, str]], budget: Budget) -> Iterator[Table]:
    """Every list of objects with Korean in it, once, headed by the keys and called by its own."""
    seen = set()
    for line, script in scripts:
        for value, at in _values(script):
            where = None if line is None else line + script.count("\n", 0, at)
            for name, objects in _lists(value):
                rows = _rows(objects)
                if rows and rows not in seen:
                    seen.add(rows)
                    yield Table((Row(at_line(where), row) for row in rows if budget.take(*row)), name)


def _values(script: str) -> Iterator[tuple[object, int]]:
    """The JSON in a script, and where it begins. What fails is not looked at again: the search goes on behind it."""
    start = failures = 0
    while failures < _MAX_FAILURES and (found := _VALUE.search(script, start)):
        start = found.end()
        try:
            value, end = _DECODER.raw_decode(script, start)
        except json.JSONDecodeError as error:
            start = max(error.pos, start + 1)
            failures += 1
        except RecursionError:
            return
        else:
            yield value, start
            start = end


def _lists(value: object) -> Iterator[tuple[str, list[dict[str, object]]]]:
    waiting = [("", value, 0)]
    while waiting:
        name, inner, depth = waiting.pop()
        if depth > _MAX_DEPTH:
            continue
        if isinstance(inner, dict):
            waiting += [(key, part, depth + 1) for key, part in reversed(inner.items())]
        elif isinstance(inner, list):
            objects = [part for part in inner if isinstance(part, dict)]
            if objects and len(objects) == len(inner):
                yield name, objects
            waiting += [(name, part, depth + 1) for part in reversed(inner)]


def _rows(objects: list[dict[str, object]]) -> tuple[tuple[str, ...], ...]:
    """The keys, then a row an object; none where nothing in them is a text that people read."""
    keys = tuple(dict.fromkeys(key for part in objects for key, value in part.items() if _shown(value)))
    rows = tuple(tuple(_shown(part.get(key)) for key in keys) for part in objects)
    korean = any(_KOREAN.search(cell) for row in rows for cell in row)
    return (keys, *rows) if korean and len(keys) >= _FEWEST_KEYS else ()


def _shown(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)
