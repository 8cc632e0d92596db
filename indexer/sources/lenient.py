"""JSON as programs write it, also where the standard forbids it: no trip is lost for a sign in one of its values.

Taken are NaN and Infinity (Python, pandas), numbers of any length, line breaks, tabs and other control characters as
they are in strings, and half a pair of surrogates, escaped or not. What becomes of such values is `clean`'s business.
"""

import json
from typing import Final, NamedTuple

import msgspec

UNFINISHED: Final = "JSON 객체가 끝나지 않았습니다(닫는 괄호나 따옴표가 없습니다)."
_TOO_DEEP: Final = "JSON이 너무 깊이 겹쳐 있습니다. 출장 하나를 { … } 하나로 적어 주세요."
_NO_OBJECT: Final = "JSON 객체가 아닙니다. 한 줄에 출장 하나를 { … } 꼴로 적어 주세요."
_MAX_DIGITS: Final = 4_000


def _whole(digits: str) -> float:
    """Python converts no number of more than 4,300 digits; such a one is infinite to every field we have."""
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


_DECODER: Final = json.JSONDecoder(strict=False, parse_int=_whole)
_UNTERMINATED: Final = "Unterminated string"


def decoded(text: str) -> object:
    """The value that `text` is; None where it is none, or too deep."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        pass
    try:
        return _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None


def fault(text: str) -> str:
    """Why `text` is no record."""
    try:
        _DECODER.decode(text)
    except json.JSONDecodeError as error:
        return UNFINISHED if _is_unfinished(text, error) else f"JSON이 아닙니다({error.msg}, {error.pos + 1}번째 글자)."
    except RecursionError:
        return _TOO_DEEP
    return _NO_OBJECT


class Tried(NamedTuple):
    """Where the object that begins at a place ends, 0 where none does; and how far the decoder read to know that."""

    end: int
    read: int


def try_object(text: str, start: int = 0) -> Tried:
    """Whether an object begins at `start`.

    One that is too deep takes all of the text: to look for another inside it again and again is too dear.
    """
    if not text.startswith("{", start):
        return Tried(0, start)
    try:
        end = _DECODER.raw_decode(text, start)[1]
    except json.JSONDecodeError as error:
        return Tried(0, len(text) if _is_unfinished(text, error) else error.pos)
    except RecursionError:
        end = len(text)
    return Tried(end, end)


def _is_unfinished(text: str, error: json.JSONDecodeError) -> bool:
    return error.msg.startswith(_UNTERMINATED) or error.pos >= len(text.rstrip())
