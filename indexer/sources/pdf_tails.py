"""The ends of sentences that dochan takes for items of a list, put back: `…여섯 가지로 나눈` and `다. 다음 날에는 …`.

It begins a paragraph at a line that begins like `다.`, as the third item of a list does. Where no second one came
before, and the line above broke off within a sentence, it is the end of that.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from indexer.blocks import Block, Paragraph

_ITEMS: Final = "가나다라마바사아자차카타파하"
_BEGINNING: Final = re.compile(r"([가-힣])[.](?:\s|$)")
_BROKEN_OFF: Final = re.compile("[가-힣]$")


def rejoined(blocks: Iterator[Block]) -> Iterator[Block]:
    """`blocks` with such ends in the paragraphs that they belong to."""
    held: Paragraph | None = None
    items: set[str] = set()
    for block in blocks:
        beginning = _BEGINNING.match(block.text) if isinstance(block, Paragraph) else None
        if held and isinstance(block, Paragraph) and beginning and _is_end(held, block, beginning[1], items):
            held = msgspec.structs.replace(held, text=held.text + block.text)
            continue
        if held:
            yield held
        held = block if isinstance(block, Paragraph) else None
        items |= {beginning[1]} if beginning else set()
        if held is None:
            yield block
    if held:
        yield held


def _is_end(before: Paragraph, after: Paragraph, syllable: str, items: set[str]) -> bool:
    """Whether `after` begins with the end of the sentence in which `before` broke off."""
    if before.where != after.where or before.level or after.level or not _BROKEN_OFF.search(before.text):
        return False
    alone = len(after.text) == len("다.")
    number = _ITEMS.find(syllable)
    # The first item comes after none; any other after the one before it.
    is_next = number == 0 or (number > 0 and _ITEMS[number - 1] in items)
    return alone or not is_next
