"""The Elasticsearch engine: which generation is served, and a search over it."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from elasticsearch import Elasticsearch, NotFoundError

from search.correction import search_corrected
from search.elastic.answer import Ask, answer, counts, coverage
from search.elastic.errors import MISSING, reading
from search.elastic.generation import Described, Names, own_alias
from search.elastic.reader import find_described, get_trip, get_trip_and_analysis
from search.engine import EngineStatus, Suggestions
from search.errors import IndexMissingError, SearchUnavailableError
from search.generations import check_schema, stale_words
from search.korean.analysis import TextAnalyzer
from search.page import Coverage, IndexInfo, TripPage, TripText
from search.plan import Planner
from search.query import Clause, Match, TripQuery
from search.similar import similar_to
from search.snippets import Marker
from search.trip import Trip
from search.vocabulary import Typing
from search.words import Words, our_words

_log: Final = logging.getLogger(__name__)
# A generation may be swapped while it is asked; somebody who swaps that often has another problem.
_TRIES: Final = 3

_Answer = TypeVar("_Answer")


class _Serving(NamedTuple):
    """The served generation, and who reads queries and helps with typing in its terms.

    `alias` is gone as soon as another one is served.
    """

    alias: str
    described: Described
    planner: Planner
    typing: Typing


class ElasticEngine:
    """Searches the served generation of a prefix; a swapped alias is noticed at the next call."""

    def __init__(self, client: Elasticsearch, prefix: str, words: Words | None = None) -> None:
        """Asks nothing yet: a cluster that is away now may be there at the first search.

        Queries are read with `words`, those of our files if none are given, and with the index's own user words.
        """
        self._client = client
        self._words = words or our_words()
        self._names = Names(prefix)
        self._serving: _Serving | None = None

    def search(self, query: TripQuery) -> TripPage:
        """The page of hits."""
        return self._asked(lambda serving: self._search(query, serving))

    def get(self, trip_id: str) -> Trip | None:
        """The whole trip, or None."""
        return self._asked(lambda serving: get_trip(self._client, serving.alias, trip_id))

    def read(self, trip_id: str, clauses: Sequence[Clause] = (), match: Match = Match.AUTO) -> TripText | None:
        """The whole trip with what `clauses` find in it marked, or None."""
        return self._asked(lambda serving: self._read(trip_id, clauses, match, serving))

    def similar(self, trip_id: str, size: int) -> TripPage | None:
        """The trips that share most of what is special to one, without it; None where there is no such trip."""
        return self._asked(lambda serving: self._similar(trip_id, size, serving))

    def suggest(self, typed: str, size: int) -> Suggestions:
        """What may be meant by what has been typed so far."""
        return self._asked(
            lambda serving: Suggestions(serving.typing.suggester.suggest(typed, size), serving.described.info)
        )

    def spelling(self, organisation: str) -> str:
        """An organisation as most trips write it."""
        return self._asked(lambda serving: serving.typing.spellings.of(organisation))

    def coverage(self) -> Coverage:
        """What the served generation holds and lacks."""
        return self._asked(lambda serving: coverage(serving.described.info, self._ask(serving)))

    def served(self) -> IndexInfo:
        """The generation that answers now."""
        return self._asked(self._still_served)

    def status(self) -> EngineStatus:
        """What is served, and why it is not answered from, if so."""
        try:
            self.served()
            served = self._current().described
            with reading():
                health = self._client.cluster.health(index=served.index)["status"]
                stats = self._client.indices.stats(index=served.index, metric="store")
            previous = find_described(self._client, self._names, self._names.previous)
        except SearchUnavailableError as error:
            return EngineStatus(engine="elasticsearch", index=None, problem=str(error))
        return EngineStatus(
            engine="elasticsearch",
            index=served.info,
            previous=previous.info.version if previous else None,
            size_bytes=stats["_all"]["primaries"]["store"]["size_in_bytes"],
            health=health,
            stale=stale_words(served.words),
            problem=_problem(health),
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _search(self, query: TripQuery, serving: _Serving) -> TripPage:
        ask = self._ask(serving)

        def search(query: TripQuery) -> TripPage:
            plan = serving.planner.plan(query.clauses, query.match)
            return answer(query, plan, serving.described.info, serving.typing.spellings, ask)

        return search_corrected(query, search, lambda: serving.typing.suggester)

    def _read(self, trip_id: str, clauses: Sequence[Clause], match: Match, serving: _Serving) -> TripText | None:
        found = get_trip_and_analysis(self._client, serving.alias, trip_id)
        if found is None:
            return None
        trip, analysis = found
        marker = Marker(serving.planner.plan(clauses, match))
        return TripText(trip, marker.sections(trip, analysis), serving.described.info)

    def _similar(self, trip_id: str, size: int, serving: _Serving) -> TripPage | None:
        found = get_trip_and_analysis(self._client, serving.alias, trip_id)
        if found is None:
            return None
        plan, query = similar_to(*found, size, self._words.common)
        return answer(query, plan, serving.described.info, serving.typing.spellings, self._ask(serving))

    def _ask(self, serving: _Serving) -> Ask:
        return self._asking(serving.alias, serving.described)

    def _asking(self, alias: str, described: Described) -> Ask:
        # Scores by the words of all shards together; on one shard that is what they are anyhow.
        search_type = "dfs_query_then_fetch" if described.shards > 1 else "query_then_fetch"

        def ask(body: dict[str, Any]) -> Mapping[str, Any]:
            found = self._client.search(
                index=alias, body=body, search_type=search_type, allow_partial_search_results=False
            )
            result: Mapping[str, Any] = found.body
            return result

        return ask

    def _still_served(self, serving: _Serving) -> IndexInfo:
        self._client.indices.get_alias(name=serving.alias)
        return serving.described.info

    def _asked(self, question: Callable[[_Serving], _Answer]) -> _Answer:
        """What `question` comes to in the generation that is served, wherever that has moved to."""
        for _ in range(_TRIES):
            serving = self._current()
            with reading():
                try:
                    return question(serving)
                except NotFoundError:
                    self._forget(serving)
        raise IndexMissingError(MISSING)

    def _current(self) -> _Serving:
        serving = self._serving
        if serving is None:
            # Without a lock: while the cluster hangs, nobody may wait for the time limits of all who came before. An
            # planner made twice costs 20 ms.
            serving = self._serving = self._open()
        return serving

    def _forget(self, serving: _Serving) -> None:
        if self._serving is serving:
            self._serving = None

    def _open(self) -> _Serving:
        described = find_described(self._client, self._names, self._names.served)
        if described is None:
            raise IndexMissingError(MISSING)
        check_schema(described.info.version, described.schema)
        _log.info("generation served", extra={"version": described.info.version, "trips": described.info.trips})
        alias = own_alias(described.index)
        ask = self._asking(alias, described)
        typing = Typing(lambda field: counts(field, ask), self._words.common)
        return _Serving(alias, described, Planner(TextAnalyzer(described.words), self._words), typing)


def _problem(health: str) -> str | None:
    if health != "red":
        return None
    return (
        "색인의 일부를 어느 노드도 갖고 있지 않습니다(red). "
        "꺼진 노드를 켜거나 `trips index --replace 경로…`로 만드세요."
    )
