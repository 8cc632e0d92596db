"""The only file that knows every engine: settings → the engine and the index they name.

An engine is imported when it is asked for: the Elasticsearch client alone takes longer to load than a search.
"""

# ruff: noqa: PLC0415 - see above

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from search.engine import TripIndex, TripSearch
from search.settings import EngineName, Settings
from search.words.files import Words, our_words

if TYPE_CHECKING:
    from search.engines.served import Engine


def open_engine(settings: Settings, words: Words) -> TripSearch:
    """The read side, which reads queries with `words`; opens no file and no connection yet."""
    return _engine(settings, words)


def open_shared_engine(settings: Settings, words: Words, folder: Path) -> TripSearch:
    """The same for processes that are forked from this one: what reads queries is made before, and is theirs, too.

    `folder`, which is there as long as they are, has what they make of a generation.
    """
    from search.engines.serving import planner_of
    from search.suggest.shelf import Shelf

    planner_of(words)
    engine = _engine(settings, words)
    engine.shelf = Shelf(folder)
    return engine


def _engine(settings: Settings, words: Words) -> "Engine":
    match settings.engine:
        case EngineName.EMBEDDED:
            from search.engines.embedded.engine import EmbeddedEngine

            return EmbeddedEngine(settings.data / "embedded" / settings.index, words)
        case EngineName.ELASTICSEARCH:
            from search.engines.elastic.client import connect
            from search.engines.elastic.engine import ElasticEngine

            return ElasticEngine(connect(settings), settings.index, words)


def open_trial(folder: Path, words: Words) -> tuple[TripIndex, TripSearch]:
    """Both sides of an embedded index in `folder`, with other words than those in use: to see what they change."""
    from search.engines.embedded.engine import EmbeddedEngine
    from search.engines.embedded.index import EmbeddedIndex

    return EmbeddedIndex(folder, _now, lambda: words), EmbeddedEngine(folder, words)


def open_index(settings: Settings, words: Callable[[], Words] = our_words) -> TripIndex:
    """The write side, which asks for `words` when it builds; opens no file and no connection yet."""
    match settings.engine:
        case EngineName.EMBEDDED:
            from search.engines.embedded.index import EmbeddedIndex

            return EmbeddedIndex(settings.data / "embedded" / settings.index, _now, words)
        case EngineName.ELASTICSEARCH:
            from search.engines.elastic.client import connect
            from search.engines.elastic.index import ElasticIndex

            return ElasticIndex(connect(settings), settings.index, settings.elasticsearch_shards, _now, words)


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()
