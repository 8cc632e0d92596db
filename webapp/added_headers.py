"""Headers that something in front of an application adds to all that it answers."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse

Headers = Sequence[tuple[str, str]]


def adding(
    start_response: "StartResponse", added: Headers, heard: Callable[[str, Headers], object] = lambda *_: None
) -> "StartResponse":
    """`start_response` with headers more; `heard` is told with what status and headers an answer came, without them."""

    def begin(
        status: str, headers: list[tuple[str, str]], exc_info: "OptExcInfo | None" = None
    ) -> Callable[[bytes], object]:
        heard(status, headers)
        return start_response(status, [*headers, *added], exc_info)

    return begin
