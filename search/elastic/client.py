"""Settings → a client of the cluster, with JSON read and written by msgspec."""

from typing import Any, ClassVar, Final

import msgspec
from elastic_transport import JsonSerializer, SerializationError
from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch

from search.settings import Settings

# One search of ours is one or two requests; a node that is gone costs one more on another node.
_RETRIES: Final = 3
_CONNECTIONS: Final = 16


class _Json(JsonSerializer):
    """The client's own JSON costs as much as a search; this one a tenth of it."""

    mimetype: ClassVar[str] = "application/vnd.elasticsearch+json"

    def json_dumps(self, data: Any) -> bytes:  # noqa: ANN401 - the client's own signature
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:  # noqa: ANN401 - the client's own signature
        return msgspec.json.decode(data)

    def loads(self, data: bytes) -> Any:  # noqa: ANN401 - the client's own signature
        try:
            return self.json_loads(data)
        except msgspec.DecodeError as error:
            raise SerializationError("the answer is no JSON", errors=(error,)) from error


def connect(settings: Settings) -> Elasticsearch:
    """A client of the nodes that `settings` name; opens no connection yet."""
    hosts = settings.elasticsearch_hosts
    user, password = settings.elasticsearch_user, settings.elasticsearch_password
    key, ca = settings.elasticsearch_api_key, settings.elasticsearch_ca
    # The client refuses a certificate that plain HTTP would not use.
    secure = any(host.startswith("https://") for host in hosts)
    return Elasticsearch(
        hosts,
        api_key=key.get_secret_value() if key else None,
        basic_auth=(user, password.get_secret_value()) if user and password else None,
        ca_certs=str(ca) if secure and ca else DEFAULT,
        request_timeout=settings.elasticsearch_timeout,
        max_retries=_RETRIES,
        # A slow node is given up for another one; a slow cluster is not asked four times.
        retry_on_timeout=len(hosts) > 1,
        connections_per_node=_CONNECTIONS,
        serializers={"application/vnd.elasticsearch+json": _Json(), "application/json": _Json()},
    )
