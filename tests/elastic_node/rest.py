"""The one HTTP call the room needs, so that it depends on no client."""

import json
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit


class RestError(Exception):
    """Elasticsearch answered with a status of 400 or more."""

    def __init__(self, status: int, answer: Any) -> None:  # noqa: ANN401 - JSON
        super().__init__(f"{status}: {answer}")
        self.status = status
        self.answer = answer


def call(url: str, method: str, path: str, body: object = None, seconds: float = 30) -> Any:  # noqa: ANN401 - JSON
    """The answer. Raises RestError, and OSError or HTTPException when nobody answers in time."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=seconds)
    try:
        sent = None if body is None else json.dumps(body)
        connection.request(method, path, sent, {"Content-Type": "application/json"})
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    answer = json.loads(text) if text else None
    if response.status >= 400:
        raise RestError(response.status, answer)
    return answer
