"""What all addresses of the API share: parameters read by us, and the answers that the document promises besides."""

from collections.abc import Callable
from functools import wraps
from typing import Final, TypeVar, get_type_hints

from flask import Response, request
from pydantic import BaseModel

from webapp.request.params import read_parameters

_PROBLEM: Final = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
UNCHANGED: Final = {"description": "`If-None-Match`로 보낸 ETag의 응답에서 바뀐 것이 없습니다."}
MOVED: Final = {"description": "다른 출처에 따른 id입니다. `Location`에 그 출장이 있습니다."}
BAD: Final = {"description": "매개변수를 읽을 수 없습니다.", **_PROBLEM}
NO_TRIP: Final = {"description": "그런 출장이 없습니다.", **_PROBLEM}
NO_FACET: Final = {"description": "그런 항목이 없습니다.", **_PROBLEM}
GONE: Final = {"description": "`cursor`의 색인이 이제 없습니다. 첫 페이지부터 다시 요청하세요.", **_PROBLEM}
LIMITED: Final = {"description": "요청이 너무 많습니다. `Retry-After` 초 뒤에 다시 요청하세요.", **_PROBLEM}
UNAVAILABLE: Final = {"description": "지금은 응답할 수 없습니다. `Retry-After` 초 뒤에 다시 요청하세요.", **_PROBLEM}

Read = TypeVar("Read", bound=BaseModel)


def strictly_read(model: type[Read]) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A view with its parameters read by us, as `model`; its annotations still make the document.

    flask-openapi 5.0.0 takes the first of repeated values and of undecodable bytes what Werkzeug leaves, and builds the
    JSON schema of the model anew at each request (1 ms, more than a search). The flag is the one that the library's
    own `validate_request` sets; a path has its parts as strings and is made here.
    """

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        path = get_type_hints(view).get("path")

        @wraps(view)
        def read(**parts: str) -> Response:
            query = read_parameters(request.query_string, model)
            return view(path(**parts), query) if path else view(query)

        vars(read)["__delay_validate_request__"] = True
        return read

    return decorate
