"""Every error of the Elasticsearch client has a sentence of ours; none shows a secret."""

import inspect
from collections.abc import Iterator

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig
from elasticsearch import helpers

from search.engines.elastic.errors import CLIENT_ERRORS, explained, reading, writing
from search.errors import (
    ClusterRefusedError,
    ClusterUnreachableError,
    IndexMissingError,
    IndexNotWritableError,
    SearchUnavailableError,
)


def errors_of_the_client() -> Iterator[type[Exception]]:
    for module in (elasticsearch, elastic_transport, helpers):
        for _, value in inspect.getmembers(module, inspect.isclass):
            if issubclass(value, Exception) and not issubclass(value, Warning):
                yield value


def answered(status: int, kind: str = "", reason: str = "because") -> elasticsearch.ApiError:
    meta = ApiResponseMeta(status, "1.1", HttpHeaders(), 0.1, NodeConfig("http", "127.0.0.1", 9200))
    body = {"error": {"root_cause": [{"type": kind, "reason": reason}], "type": kind, "reason": reason}}
    error = elasticsearch.exceptions.HTTP_EXCEPTIONS.get(status, elasticsearch.ApiError)
    return error(reason, meta, body)


def refused(status: int, kind: str) -> helpers.BulkIndexError:
    fault = {"type": kind, "reason": "Preview of field's value: '홍길동'"}
    return helpers.BulkIndexError("1 actions were refused", [{"_id": "t1", "status": status, "error": fault}])


@pytest.mark.parametrize("error", sorted(set(errors_of_the_client()), key=str))
def test_every_error_that_the_client_can_raise_is_ours_to_explain(error: type[Exception]) -> None:
    assert issubclass(error, CLIENT_ERRORS)


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (elastic_transport.ConnectionError("refused"), ClusterUnreachableError, "연결할 수 없습니다"),
        (elastic_transport.ConnectionTimeout("slow"), ClusterUnreachableError, "시간 안에"),
        (elastic_transport.TlsError("self-signed"), ClusterRefusedError, "인증서"),
        (elastic_transport.SniffingError("none"), ClusterUnreachableError, "연결할 수 없습니다"),
        (elastic_transport.SerializationError("html"), ClusterRefusedError, "Elasticsearch처럼"),
        (
            refused(400, "mapper_parsing_exception"),
            ClusterRefusedError,
            "출장 t1을 거절했습니다(400: mapper_parsing_exc",
        ),
        (refused(429, "cluster_block_exception"), ClusterRefusedError, "읽기 전용"),
        (helpers.ScanError("scroll", "lost"), ClusterRefusedError, "일부를"),
        (answered(401), ClusterRefusedError, "TRIPS_ELASTICSEARCH_PASSWORD"),
        (answered(403, "security_exception"), ClusterRefusedError, "권한"),
        (answered(403, "cluster_block_exception"), ClusterRefusedError, "읽기 전용"),
        (answered(429, "cluster_block_exception"), ClusterRefusedError, "읽기 전용"),
        (answered(429, "es_rejected_execution_exception"), ClusterUnreachableError, "바빠서"),
        (answered(404, "index_not_found_exception"), IndexMissingError, "trips index"),
        (answered(400, "media_type_header_exception"), ClusterRefusedError, "버전이 다릅니다"),
        (
            answered(400, "illegal_argument_exception", "Unknown tokenizer type [nori_tokenizer]"),
            ClusterRefusedError,
            "analysis-nori",
        ),
        (answered(503, "master_not_discovered_exception"), ClusterUnreachableError, "503"),
        (answered(503, "cluster_block_exception"), ClusterUnreachableError, "503"),
        (answered(413), ClusterRefusedError, "client_max_body_size"),
        (answered(404), ClusterRefusedError, "Elasticsearch처럼"),
        (
            answered(500, "null_pointer_exception"),
            ClusterRefusedError,
            "요청을 거절했습니다(500: null_pointer_exception)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_error_says_what_happened_and_what_to_do(
    error: Exception, kind: type[SearchUnavailableError], says: str
) -> None:
    ours = explained(error)
    assert type(ours) is kind
    assert says in str(ours)
    assert str(ours).endswith((".", ")."))


def test_a_failed_write_says_that_what_is_served_stays() -> None:
    with pytest.raises(IndexNotWritableError, match="제공 중인 색인은 그대로"), writing():
        raise elastic_transport.ConnectionError("gone")


def test_our_own_errors_pass_unchanged() -> None:
    with pytest.raises(IndexMissingError, match="mine"), reading():
        raise IndexMissingError("mine")
