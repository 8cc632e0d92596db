"""The Elasticsearch engine: which generation is served."""

import logging
from typing import Final

from elasticsearch import Elasticsearch

from search.engine import EngineStatus
from search.engines.elastic.errors import MISSING, reading
from search.engines.elastic.generation import Generation, find_described
from search.engines.elastic.names import Names
from search.engines.generations import REPLACE, SCHEMA_ID, stale_words
from search.engines.served import Engine
from search.engines.serving import Serving
from search.errors import IndexMissingError, SearchUnavailableError
from search.words.files import Words, our_words

_log: Final = logging.getLogger(__name__)


class ElasticEngine(Engine):
    """Searches the served generation of a prefix; a swapped alias is noticed at the next call."""

    def __init__(self, client: Elasticsearch, prefix: str, words: Words | None = None) -> None:
        """Asks nothing yet: a cluster that is away now may be there at the first search.

        Queries are read with `words`, those of our files if none are given, and with the index's own user words.
        """
        self._client = client
        self._words = words or our_words()
        self._names = Names(prefix)
        self._opened: Serving | None = None
        self._before: Serving | None = None

    def status(self) -> EngineStatus:
        """What is served, and why it is not answered from, if so."""
        try:
            self.served()
            generation = self._serving().generation
            index = self._names.index(generation.info.version)
            with reading():
                health = self._client.cluster.health(index=index)["status"]
                stats = self._client.indices.stats(index=index, metric="store")
            previous = find_described(self._client, self._names, self._names.previous)
        except SearchUnavailableError as error:
            return EngineStatus(engine="elasticsearch", index=None, problem=str(error))
        return EngineStatus(
            engine="elasticsearch",
            index=generation.info,
            previous=previous.info.version if previous else None,
            size_bytes=stats["_all"]["primaries"]["store"]["size_in_bytes"],
            health=health,
            stale=stale_words(generation.words),
            problem=_problem(health),
        )

    def _serving(self) -> Serving:
        serving = self._opened
        if serving is None:
            # Without a lock: while the cluster hangs, nobody may wait for the time limits of all who came before. A
            # generation opened twice costs 20 ms.
            serving = self._opened = self._open()
        return serving

    def _kept(self, version: str) -> Serving | None:
        described = find_described(self._client, self._names, self._names.previous)
        if described is None or described.info.version != version or described.schema != SCHEMA_ID:
            return None
        kept = self._before
        if kept is None or kept.generation.info.version != version:
            kept = self._before = Serving(Generation(self._client, described, served=False), self._words)
        return kept

    def _forget(self, serving: Serving) -> None:
        if self._opened is serving:
            self._opened = None

    def _open(self) -> Serving:
        described = find_described(self._client, self._names, self._names.served)
        if described is None:
            raise IndexMissingError(MISSING)
        generation = Generation(self._client, described)
        _log.info("generation served", extra={"version": described.info.version, "trips": described.info.trips})
        return Serving(generation, self._words, self.shelf)


def _problem(health: str) -> str | None:
    if health != "red":
        return None
    return f"색인의 일부를 어느 노드도 갖고 있지 않습니다(red). 꺼진 노드를 켜거나 {REPLACE}"
