"""Query string → parameter values, strictly: what Flask's `request.args` would repair in silence is refused here."""

from typing import Final
from urllib.parse import unquote_to_bytes

from webapp.language import PARAMETER, gettext
from webapp.request.faults import BadParametersError, Fault

# More than any form or program of ours sends; each value costs a look-up.
MAX_PAIRS: Final = 500

Arguments = dict[str, list[str]]


def read_arguments(query_string: bytes) -> Arguments:
    """The values of every parameter, in order. Raises BadParametersError for bytes that are not UTF-8."""
    pairs = [pair for pair in query_string.split(b"&") if pair]
    if len(pairs) > MAX_PAIRS:
        raise BadParametersError([Fault("", gettext("매개변수는 모두 {most}개까지 쓸 수 있습니다.", most=MAX_PAIRS))])
    arguments: Arguments = {}
    for pair in pairs:
        name, _, value = pair.partition(b"=")
        arguments.setdefault(_text(name, name), []).append(_text(value, name))
    # In which language the answer is was read before (`webapp.negotiation`), and is no part of what is asked.
    arguments.pop(PARAMETER, None)
    return arguments


def _text(raw: bytes, name: bytes) -> str:
    try:
        return _bytes(raw).decode("utf-8")
    except UnicodeDecodeError as error:
        parameter = _bytes(name).decode("utf-8", errors="replace")
        fault = Fault(parameter, gettext("UTF-8로 읽을 수 없는 바이트가 있습니다. 글자를 UTF-8로 인코딩해 보내세요."))
        raise BadParametersError([fault]) from error


def _bytes(raw: bytes) -> bytes:
    return unquote_to_bytes(raw.replace(b"+", b" "))
