"""Every side that is asked, opened by whoever asks it: each client has an engine or connections of its own."""

from collections.abc import Callable, Mapping
from typing import Final

from benchmarks.bare_elastic import BareElastic
from benchmarks.bare_tantivy import BareTantivy
from benchmarks.engines import query_of
from benchmarks.place import Place
from benchmarks.result import Side
from benchmarks.serving import api
from benchmarks.sqlite_fts5 import SqliteFts5
from benchmarks.timing import Ask
from search.engine import TripSearch
from search.engines.elastic.client import connect
from search.engines.elastic.engine import ElasticEngine
from search.engines.embedded.engine import EmbeddedEngine

# Where the `trips serve` of each engine answers.
Addresses = Mapping[Side, str]


def open_side(side: Side, place: Place, addresses: Addresses) -> Ask:
    """How `side` is asked for the page that a text finds."""
    if side in addresses:
        return api(addresses[side])
    return _OPENERS[side](place)


def _bare_elastic(side: Side) -> Callable[[Place], Ask]:
    return lambda place: _asked(place.bare(side))


def _asked(side: BareElastic | BareTantivy | SqliteFts5) -> Ask:
    return side.search


def _ours(engine: TripSearch) -> Ask:
    # As `trips serve` does before anybody asks: a misspelt word is looked for among what is suggested.
    engine.suggest("가", 1)
    return lambda text: engine.search(query_of(text))


_OPENERS: Final[Mapping[Side, Callable[[Place], Ask]]] = {
    Side.EMBEDDED: lambda place: _ours(EmbeddedEngine(place.root)),
    Side.ELASTICSEARCH: lambda place: _ours(ElasticEngine(connect(place.settings()), place.prefix)),
    Side.TUNED_ELASTICSEARCH: _bare_elastic(Side.TUNED_ELASTICSEARCH),
    Side.BARE_ELASTICSEARCH: _bare_elastic(Side.BARE_ELASTICSEARCH),
    Side.SQLITE_FTS5: lambda place: _asked(SqliteFts5(place.sqlite)),
    Side.BARE_TANTIVY: lambda place: _asked(BareTantivy(place.bare_tantivy)),
}
