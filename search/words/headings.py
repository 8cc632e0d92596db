"""Headings of values in tables, forms and reports: mappings/words/headings.toml, each heading of one field only."""

import re
import unicodedata
from pathlib import Path
from typing import Final

from search.errors import WordsError
from search.words.shapes import HEADINGS, HeadingEntries
from search.words.tables import WORDS_FOLDER, Table

_BRACKETS: Final = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NO_LETTER: Final = re.compile(r"[^\w]+|ㆍ")


def heading_key(text: str) -> str:
    """What all ways to write one heading share: its letters and digits in one case."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def without_brackets(text: str) -> str:
    """`인원(명)` as `인원`."""
    return _BRACKETS.sub("", text)


def read_headings(file: Path = WORDS_FOLDER / HEADINGS.name) -> HeadingEntries:
    """The entries of a file of headings, ours if none is named. Raises WordsError."""
    faults: list[str] = []
    table: Table[HeadingEntries] = Table(file, HEADINGS, {}, faults)
    check_headings(table)
    if faults:
        raise WordsError(faults)
    return table.value


def check_headings(table: Table[HeadingEntries]) -> None:
    """Every heading that stands in two fields is a fault of `table`."""
    first: dict[str, str] = {}
    for field, entry in table.value.items():
        for heading in (*entry.page, *entry.headings):
            if first.setdefault(heading_key(heading), field) != field:
                other = first[heading_key(heading)]
                table.fault_at((field,), f"‘{heading}’: [{other}]에도 있습니다. 한쪽에서 빼세요.")
