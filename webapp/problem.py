"""What a program is told of a request that gets no answer: the one shape of every error of the API."""

import msgspec


class ProblemError(msgspec.Struct, frozen=True, kw_only=True):
    """잘못된 매개변수 하나."""

    parameter: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457의 문제 보고."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[ProblemError, ...]
