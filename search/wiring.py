"""The only file that knows every engine: settings → the engine and the index they name."""

import datetime as dt

from search.elastic.client import connect
from search.elastic.engine import ElasticEngine
from search.elastic.index import ElasticIndex
from search.embedded.engine import EmbeddedEngine
from search.embedded.index import EmbeddedIndex
from search.engine import TripIndex, TripSearch
from search.settings import EngineName, Settings


def open_engine(settings: Settings) -> TripSearch:
    """The read side; opens no file yet."""
    match settings.engine:
        case EngineName.EMBEDDED:
            return EmbeddedEngine(settings.data / "embedded" / settings.index)
        case EngineName.ELASTICSEARCH:
            return ElasticEngine(connect(settings), settings.index)


def open_index(settings: Settings) -> TripIndex:
    """The write side; opens no file yet."""
    match settings.engine:
        case EngineName.EMBEDDED:
            return EmbeddedIndex(settings.data / "embedded" / settings.index, _now)
        case EngineName.ELASTICSEARCH:
            return ElasticIndex(connect(settings), settings.index, settings.elasticsearch_shards, _now)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
