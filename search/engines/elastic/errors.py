"""Errors of the Elasticsearch client → ours, each with one sentence: what happened, why, what to do next."""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final, NamedTuple

import elastic_transport
import elasticsearch
from elasticsearch.helpers import BulkIndexError, ScanError

from search.engines.generations import INDEX_FIRST
from search.errors import (
    ClusterRefusedError,
    ClusterUnreachableError,
    IndexMissingError,
    IndexNotWritableError,
    SearchUnavailableError,
)
from search.korean.particles import particle

# Every error that the client raises; tests hold this list to the client's own.
CLIENT_ERRORS: Final = (
    elastic_transport.TransportError,
    elastic_transport.ApiError,
    elasticsearch.UnsupportedProductError,
    BulkIndexError,
    ScanError,
)
# Elasticsearch's names of errors that more than one module asks for.
NO_INDEX: Final = "index_not_found_exception"
BLOCKED: Final = "cluster_block_exception"
_THERE_ALREADY: Final = "resource_already_exists_exception"
_REASON_LENGTH: Final = 300

MISSING: Final = f"{INDEX_FIRST} 다른 이름의 색인이라면 TRIPS_INDEX로 정합니다."
_NOT_ELASTICSEARCH: Final = (
    "TRIPS_ELASTICSEARCH_URL의 서버가 Elasticsearch처럼 답하지 않습니다. "
    "주소가 Elasticsearch 9를 가리키는지, 사이에 다른 서버가 있는지 보세요."
)


@contextmanager
def reading() -> Iterator[None]:
    """Errors while the cluster is asked come out as SearchUnavailableError."""
    try:
        yield
    except CLIENT_ERRORS as error:
        raise explained(error) from error


@contextmanager
def writing() -> Iterator[None]:
    """Errors while a generation is written come out as IndexNotWritableError."""
    try:
        yield
    except CLIENT_ERRORS as error:
        message = f"색인에 쓰지 못했습니다. {explained(error)} 제공 중인 색인은 그대로입니다."
        raise IndexNotWritableError(message) from error


@contextmanager
def creating() -> Iterator[None]:
    """An index that is there already is no error: another process made it, or a try of ours whose answer was lost."""
    try:
        yield
    except elastic_transport.ApiError as error:
        if error_type(error) != _THERE_ALREADY:
            raise


def explained(error: Exception) -> SearchUnavailableError:
    """Our error for one of the client's.

    The sentence may be shown to everybody and logged: it has no address, no user, and nothing of a query or a document.
    """
    match error:
        case elastic_transport.TlsError():
            return ClusterRefusedError(_tls_sentence(error))
        case elastic_transport.ConnectionTimeout():
            return ClusterUnreachableError(
                "Elasticsearch가 정한 시간 안에 답하지 않았습니다. 클러스터의 부하와 네트워크를 보고, "
                "늘 느리다면 TRIPS_ELASTICSEARCH_TIMEOUT을 늘리세요."
            )
        case elastic_transport.ConnectionError() | elastic_transport.SniffingError():
            return ClusterUnreachableError(
                f"Elasticsearch에 연결할 수 없습니다({_cause(error)}). "
                "켜져 있는지, TRIPS_ELASTICSEARCH_URL이 http·https까지 맞는지 보세요."
            )
        case elasticsearch.UnsupportedProductError() | elastic_transport.SerializationError():
            return ClusterRefusedError(_NOT_ELASTICSEARCH)
        case elastic_transport.ApiError() | BulkIndexError(errors=[_, *_]):
            return _judged(_answer_of(error))
        case _:
            return ClusterRefusedError("Elasticsearch가 일부를 돌려주지 않았습니다. 클러스터의 로그를 보세요.")


class _Answer(NamedTuple):
    """What the cluster answered instead of a result, to `what` (with its particle).

    `reason` is the cluster's own text, which may quote what it was sent: a sentence shows it only where it cannot.
    """

    status: int
    kind: str
    reason: str
    what: str = "요청을"

    @property
    def said(self) -> str:
        """The status, and Elasticsearch's name of the error where it has one."""
        return f"{self.status}: {self.kind}" if self.kind else str(self.status)

    @property
    def action(self) -> str:
        """403, and the privilege that is missing; the rest of the reason names users and roles."""
        action = re.search(r"action \[([a-z:/_*\[\]]+?)\]", self.reason)
        return f"{self.status}: {action[1]}" if action else str(self.status)


class _Rule(NamedTuple):
    applies: Callable[[_Answer], bool]
    error: type[SearchUnavailableError]
    sentence: str


# The first that applies.
_RULES: Final = (
    _Rule(
        lambda answer: answer.kind == BLOCKED and answer.status != HTTPStatus.SERVICE_UNAVAILABLE,
        ClusterRefusedError,
        "Elasticsearch의 색인이 읽기 전용입니다({answer.reason}). 디스크에 자리를 낸 뒤 막은 설정(index.blocks, "
        "cluster.blocks)을 푸세요.",
    ),
    _Rule(
        lambda answer: answer.status == HTTPStatus.TOO_MANY_REQUESTS,
        ClusterUnreachableError,
        "Elasticsearch가 바빠서 요청을 받지 않습니다(429). 잠시 뒤 다시 하세요. 되풀이되면 노드를 늘리세요.",
    ),
    _Rule(
        lambda answer: answer.status == HTTPStatus.UNAUTHORIZED,
        ClusterRefusedError,
        "Elasticsearch가 자격 증명을 받지 않았습니다(401). TRIPS_ELASTICSEARCH_API_KEY 또는 "
        "TRIPS_ELASTICSEARCH_USER와 TRIPS_ELASTICSEARCH_PASSWORD를 확인하세요.",
    ),
    _Rule(
        lambda answer: answer.status == HTTPStatus.FORBIDDEN,
        ClusterRefusedError,
        "이 사용자에게는 권한이 없습니다({answer.action}). 색인을 만들고 읽고 지울 권한을 주세요.",
    ),
    _Rule(
        lambda answer: answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        ClusterRefusedError,
        "Elasticsearch 또는 그 앞의 서버가 이만한 요청을 받지 않습니다(413). 한도를 32 MB로 올리세요"
        "(nginx: client_max_body_size).",
    ),
    _Rule(lambda answer: answer.kind == NO_INDEX, IndexMissingError, MISSING),
    _Rule(
        lambda answer: answer.kind == "media_type_header_exception",
        ClusterRefusedError,
        "Elasticsearch의 버전이 다릅니다({answer.reason}). 이 프로그램은 Elasticsearch 9와 씁니다.",
    ),
    _Rule(
        lambda answer: answer.status == HTTPStatus.BAD_REQUEST and "nori" in answer.reason,
        ClusterRefusedError,
        "Elasticsearch에 nori가 없거나 그 설정을 받지 않습니다({answer.reason}). 모든 노드에서 "
        "`bin/elasticsearch-plugin install analysis-nori`를 실행하고 다시 시작하세요.",
    ),
    _Rule(
        lambda answer: answer.status in {502, 503, 504},
        ClusterUnreachableError,
        "Elasticsearch가 지금은 답할 수 없습니다({answer.said}). 클러스터의 상태(_cluster/health)를 보세요.",
    ),
    _Rule(lambda answer: not answer.kind, ClusterRefusedError, _NOT_ELASTICSEARCH),
    _Rule(
        lambda _: True,
        ClusterRefusedError,
        "Elasticsearch가 {answer.what} 거절했습니다({answer.said}). 클러스터의 로그를 보세요.",
    ),
)


def _answer_of(error: elastic_transport.ApiError | BulkIndexError) -> _Answer:
    if isinstance(error, elastic_transport.ApiError):
        return _Answer(error.meta.status, error_type(error), _reason(error))
    first = error.errors[0]
    fault = first["error"]
    what = f"출장 {first['_id']}{particle(first['_id'], '을/를')}"
    return _Answer(first["status"], fault["type"], _short(fault["reason"]), what)


def _judged(answer: _Answer) -> SearchUnavailableError:
    rule = next(rule for rule in _RULES if rule.applies(answer))
    return rule.error(rule.sentence.format(answer=answer))


def error_type(error: elastic_transport.ApiError) -> str:
    """Elasticsearch's name of the error, empty where the answer has none."""
    return str(_root(error).get("type", ""))


def _reason(error: elastic_transport.ApiError) -> str:
    return _short(_root(error).get("reason") or error.message)


def _root(error: elastic_transport.ApiError) -> dict[str, object]:
    """The `error` of the answer, its first root cause if it names one."""
    body = error.body
    found = body.get("error") if isinstance(body, dict) else None
    if not isinstance(found, dict):
        return {}
    causes = found.get("root_cause")
    root: dict[str, object] = causes[0] if causes else found
    return root


def _tls_sentence(error: elastic_transport.TlsError) -> str:
    cause = next((cause for cause in _causes(error) if isinstance(cause, ssl.SSLError)), None)
    if cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"Elasticsearch와 TLS로 연결할 수 없습니다({_cause(error)}). "
            "TRIPS_ELASTICSEARCH_URL이 https로 받는 포트를 가리키는지 보세요."
        )
    # Names are compared by urllib3, whose error repeats them.
    why = cause.verify_message if cause else "다른 이름의 인증서"
    return (
        f"Elasticsearch의 인증서를 믿을 수 없습니다({why}). 그 인증서를 서명한 CA의 파일을 "
        "TRIPS_ELASTICSEARCH_CA로 정하고, 주소의 이름이 인증서의 이름과 같은지 보세요."
    )


def _cause(error: elastic_transport.TransportError) -> str:
    """What the system said, without the address it was said of: the innermost error that says something."""
    said = [str(cause.strerror or cause) for cause in _causes(error) if isinstance(cause, OSError)]
    return _short(next(filter(None, reversed(said)), type(error).__name__))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The errors under `error`, innermost last: urllib3 puts some of them among the arguments."""
    yield error
    inner = error.__cause__ or next((arg for arg in error.args if isinstance(arg, Exception)), None)
    if inner is not None:
        yield from _causes(inner)


def _short(text: object) -> str:
    return " ".join(str(text).split())[:_REASON_LENGTH]
