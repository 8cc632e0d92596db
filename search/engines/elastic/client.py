"""Settings → a client of the cluster, with JSON read and written by msgspec."""

import base64
from http import HTTPStatus
from typing import Any, ClassVar, Final

import msgspec
from elastic_transport import HttpHeaders, JsonSerializer, SerializationError, Urllib3HttpNode
from elastic_transport._node import NodeApiResponse  # the class that is extended returns it
from elastic_transport.client_utils import DEFAULT, DefaultType
from elasticsearch import Elasticsearch

from search.errors import SettingsError
from search.settings import Settings

# A request whose connection broke is sent again once, of three nodes or more twice, each time to another node. So a
# page waits two or three time limits at most, whatever hangs.
_MOST_RETRIES: Final = 2
# From one node to the next these may pass; a cluster that is busy (429) is not asked again at once.
_ELSEWHERE: Final = (502, 503, 504)
_CONNECTIONS: Final = 16
# A node that failed is left alone for so long, however often it failed. (The client would double that each time, and
# while it leaves one alone ask another one again that has just failed.)
_REST_SECONDS: Final = 5


class _Node(Urllib3HttpNode):
    """A node that must say with every result that it is Elasticsearch; the client looks at its first one only.

    What took its place since would be taken at its word: the page of a web server has no hits.
    """

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: DefaultType | float | None = DEFAULT,
    ) -> NodeApiResponse:
        response = super().perform_request(method, target, body, headers, request_timeout)
        meta = response.meta
        if meta.status < HTTPStatus.BAD_REQUEST and meta.headers.get("x-elastic-product") != "Elasticsearch":
            raise SerializationError("the server does not say that it is Elasticsearch")
        return response


class _Json(JsonSerializer):
    """The client's own JSON costs as much as a search; this one a tenth of it."""

    mimetype: ClassVar[str] = "application/vnd.elasticsearch+json"

    def json_dumps(self, data: Any) -> bytes:  # noqa: ANN401 - the client's own signature
        return msgspec.json.encode(data)

    def json_loads(self, data: bytes) -> Any:  # noqa: ANN401 - the client's own signature
        return msgspec.json.decode(data)

    def loads(self, data: bytes) -> Any:  # noqa: ANN401 - the client's own signature
        if not data:
            return None  # A gateway's error may come without a body; its status says enough.
        try:
            return self.json_loads(data)
        except msgspec.DecodeError as error:
            raise SerializationError("the answer is no JSON", errors=(error,)) from error


def _basic(user: str, password: str) -> str:
    """The header's value in UTF-8, as Elasticsearch reads it; the client's own takes ASCII only."""
    return base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def connect(settings: Settings) -> Elasticsearch:
    """A client of the nodes that `settings` name; opens no connection yet. Raises SettingsError."""
    hosts = settings.elasticsearch_hosts
    user, password = settings.elasticsearch_user, settings.elasticsearch_password
    key, ca = settings.elasticsearch_api_key, settings.elasticsearch_ca
    # The client refuses a certificate that plain HTTP would not use.
    secure = hosts[0].lower().startswith("https://")
    several = len(hosts) > 1
    try:
        return Elasticsearch(
            hosts,
            api_key=key.get_secret_value() if key else None,
            basic_auth=_basic(user, password.get_secret_value()) if user and password else None,
            ca_certs=str(ca) if secure and ca else DEFAULT,
            request_timeout=settings.elasticsearch_timeout,
            node_class=_Node,
            max_retries=min(max(len(hosts) - 1, 1), _MOST_RETRIES),
            # A slow node is given up for another one; a slow cluster is not asked twice.
            retry_on_timeout=several,
            retry_on_status=_ELSEWHERE if several else (),
            connections_per_node=_CONNECTIONS,
            dead_node_backoff_factor=_REST_SECONDS,
            max_dead_node_backoff=_REST_SECONDS,
            serializers={"application/vnd.elasticsearch+json": _Json(), "application/json": _Json()},
        )
    except ValueError:
        # What the client takes for no address, or for the same one twice; its own error would repeat it.
        raise SettingsError(
            "환경 변수를 읽을 수 없습니다. TRIPS_ELASTICSEARCH_URL: 주소가 아니거나 두 번 적은 노드가 있습니다. "
            "허용되는 값은 docs/settings.md에 있습니다."
        ) from None
