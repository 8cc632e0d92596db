"""What a cluster, or what stands in front of one, does to requests; for `proxy.py`."""

import base64
import json
import time
from collections.abc import Callable
from http import HTTPStatus

from tests.elastic_node.proxy import Answer, CutError, Fault, Forward, Request

Which = Callable[[Request], bool]


def every(_: Request) -> bool:
    return True


def to(method: str, part: str) -> Which:
    """Requests with this method and with `part` in their path."""
    return lambda request: request.method == method and part in request.path


def answering(status: int, kind: str, reason: str, which: Which = every) -> Fault:
    """Elasticsearch itself answers with an error."""
    cause = {"type": kind, "reason": reason}
    body = json.dumps({"error": {"root_cause": [cause], **cause}, "status": status}).encode()
    headers = {"content-type": "application/json", "x-elastic-product": "Elasticsearch"}
    return _instead(Answer(status, headers, body), which)


def page(status: int, which: Which = every) -> Fault:
    """What stands in front answers by itself, with a page of HTML as nginx makes it."""
    title = f"{status} {HTTPStatus(status).phrase}"
    body = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><hr>nginx</body></html>".encode()
    return _instead(Answer(status, {"content-type": "text/html", "server": "nginx"}, body), which)


def busy(request: Request, forward: Forward) -> Answer:
    """429, as from a full queue."""
    return answering(429, "es_rejected_execution_exception", "rejected execution of coordinating operation")(
        request, forward
    )


def slow(seconds: float) -> Fault:
    """Each answer comes so much later."""

    def wait(request: Request, forward: Forward) -> Answer:
        time.sleep(seconds)
        return forward(request)

    return wait


def lost_answer(which: Which = every, times: int = 1) -> Fault:
    """The cluster does what it is asked, and the connection ends before it can say so."""
    left = [times]

    def lose(request: Request, forward: Forward) -> Answer:
        answer = forward(request)
        if which(request) and left[0]:
            left[0] -= 1
            raise CutError
        return answer

    return lose


def guarded(authorization: str) -> Fault:
    """Nobody comes in without this header; it goes no further."""

    def check(request: Request, forward: Forward) -> Answer:
        headers = dict(request.headers)
        if headers.pop("authorization", None) != authorization:
            refused = answering(401, "security_exception", "unable to authenticate user for REST request")
            return refused(request, forward)
        return forward(request._replace(headers=headers))

    return check


def basic(user: str, password: str) -> str:
    """The header of a user with a password."""
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def older_cluster(request: Request, forward: Forward) -> Answer:
    """The node meets a client one version ahead of it, as Elasticsearch 8 meets ours; the answer is its own."""
    ahead = {name: value.replace("compatible-with=9", "compatible-with=10") for name, value in request.headers.items()}
    return forward(request._replace(headers=ahead))


def other_product(request: Request, forward: Forward) -> Answer:
    """Answers like Elasticsearch without saying that it is Elasticsearch."""
    answer = forward(request)
    headers = {name: value for name, value in answer.headers.items() if name != "x-elastic-product"}
    return answer._replace(headers=headers)


def _instead(answer: Answer, which: Which) -> Fault:
    return lambda request, forward: answer if which(request) else forward(request)
