"""What stays with a generation beside its trips, in an index of its own: a file in pieces.

`trips_m20261122t010203z-3f2a9c1b` belongs to the generation of that name. It is written before its generation is
served, and goes when that one does.
"""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from elasticsearch import Elasticsearch, NotFoundError

from mappings.elastic import memory_body, served_settings
from search.engines.elastic.errors import creating
from search.errors import IndexNotWritableError

# Bytes of one piece; as base64 it stays far under what a cluster takes with one request.
_PIECE: Final = 4 << 20
_FIELD: Final = "piece"


def upload(client: Elasticsearch, index: str, file: Path) -> None:
    """Make `index` of the file's pieces; nothing where there is no file. Raises the client's errors."""
    if not file.exists():
        return
    body = memory_body()
    with creating():
        client.indices.create(index=index, settings=body["settings"], mappings=body["mappings"])
    for number, piece in enumerate(_pieces(file)):
        client.index(index=index, id=str(number), document={_FIELD: base64.b64encode(piece).decode("ascii")})
    client.indices.put_settings(index=index, settings=served_settings())
    client.indices.refresh(index=index)


def download(client: Elasticsearch, index: str, target: Path) -> None:
    """Put the pieces of `index` together at `target`; nothing where there is no such index.

    Raises the client's errors, IndexNotWritableError.
    """
    try:
        count = int(client.count(index=index)["count"])
    except NotFoundError:
        return
    try:
        with target.open("wb") as file:
            for number in range(count):
                file.write(base64.b64decode(client.get(index=index, id=str(number))["_source"][_FIELD]))
    except OSError as error:
        message = f"임시 폴더 {target.parent}에 쓸 수 없습니다({error.strerror}). 자리를 비우고 다시 실행하세요."
        raise IndexNotWritableError(message) from error


def _pieces(file: Path) -> Iterator[bytes]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece
