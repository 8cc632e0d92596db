"""Settings and mapping of an index in Elasticsearch, made with elasticsearch.dsl.

Only what the core and analysis-nori have: no other module is needed, so every node can hold the index. Two kinds of
text field lie side by side. The real nori fields (`text`, `title`) are what Elasticsearch analyses itself: words match
and score there, and people find their way with Elasticsearch's own tools. The hole-free terms and the bigrams
(mappings/fields.py) are made in Python and split at spaces only: on nori's own positions no engine can tell a dropped
particle from a word in between, so phrases are looked for here.
"""

from collections.abc import Sequence
from typing import Any, Final

from elasticsearch.dsl import Binary, Index, Keyword, Long, Mapping, Object, Text, analyzer, token_filter
from elasticsearch.dsl import tokenizer as named_tokenizer
from elasticsearch.dsl.utils import DslBase

from mappings.fields import FIELDS, NOUNS, TEXT_TERMS, TITLE_TERMS, Field, Role
from mappings.korean import DECOMPOUND_MODE, STOP_TAGS, UserWord, parse_user_words, user_dictionary_rules

Json = dict[str, Any]

# The nori field beside a field of hole-free terms: the same terms and lengths, so the same matches and scores.
NORI_FIELDS: Final[dict[Field, str]] = {TEXT_TERMS: "text", TITLE_TERMS: "title"}

_TOKENIZER: Final = "trips_nori"
_ANALYZER: Final = "korean"
# Relevance pages by offset to any depth. Elasticsearch's 10,000 guards the memory of a sort queue, which is never
# longer than the index has trips.
_MAX_WINDOW: Final = 2_000_000_000


def index_body(words: Sequence[UserWord], shards: int) -> Json:
    """Settings and mapping of a new index, for loading: no replica and no refresh until it is whole.

    `served_settings` follow before it is served. An unknown field is refused.
    """
    index = Index("any")
    index.settings(number_of_shards=shards, number_of_replicas=0, refresh_interval="-1", max_result_window=_MAX_WINDOW)
    index.mapping(_mapping(words))
    body: Json = index.to_dict()
    return body


def loading_settings() -> Json:
    """What a clone of a served index needs before it is written to."""
    return {
        "index.number_of_replicas": 0,
        "index.auto_expand_replicas": False,
        "index.refresh_interval": "-1",
        "index.blocks.write": None,
    }


def served_settings() -> Json:
    """What a loaded index gets before it is served.

    One copy more as soon as there is a second node. No refresh by the clock: a published generation never changes.
    """
    return {"index.auto_expand_replicas": "0-1", "index.refresh_interval": None}


def memory_body() -> Json:
    """Settings and mapping of an index that keeps a file in pieces, and searches nothing."""
    index = Index("any")
    index.settings(number_of_shards=1, number_of_replicas=0, refresh_interval="-1")
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.field("piece", Binary())
    index.mapping(mapping)
    body: Json = index.to_dict()
    return body


def words_of(settings: Json) -> tuple[UserWord, ...]:
    """The user words that an index was built with, from the `index` part of its settings."""
    rules: Sequence[str] = settings["analysis"]["tokenizer"][_TOKENIZER].get("user_dictionary_rules", ())
    return parse_user_words("\n".join(rules), "user_dictionary_rules")


def _mapping(words: Sequence[UserWord]) -> Mapping:
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    # Searched, never shown: leaving them out of _source makes the index smaller and hits quicker to fetch.
    searched = (field.name for field in FIELDS if field.role is Role.WORDS or field is NOUNS)
    mapping.meta("_source", excludes=[*NORI_FIELDS.values(), *searched])
    korean = _korean(words)
    for name in NORI_FIELDS.values():
        mapping.field(name, Text(analyzer=korean))
    for field in FIELDS:
        mapping.field(field.name, _typed(field))
    return mapping


def _typed(field: Field) -> Any:  # noqa: ANN401 - the dsl's fields share no public type
    match field.role:
        case Role.WORDS:
            # Split at spaces and nothing else: the terms are final. Arrays keep their sections 100 positions apart.
            return Text(analyzer="whitespace")
        case Role.KEYWORD:
            return Keyword()
        case Role.NUMBER:
            return Long()
        case Role.STORED:
            # Kept in _source, packed (search/engines/packing.py); neither parsed nor indexed.
            return Object(enabled=False)


def _korean(words: Sequence[UserWord]) -> DslBase:
    """The chain of search/korean/nori, as Elasticsearch configures it."""
    # An empty list is refused by nori: without words the setting stays away.
    rules = {"user_dictionary_rules": user_dictionary_rules(tuple(words))} if words else {}
    return analyzer(
        _ANALYZER,
        tokenizer=named_tokenizer(
            _TOKENIZER, "nori_tokenizer", decompound_mode=DECOMPOUND_MODE, discard_punctuation=True, **rules
        ),
        filter=[
            token_filter("trips_part_of_speech", "nori_part_of_speech", stoptags=sorted(STOP_TAGS)),
            "nori_readingform",
            "lowercase",
        ],
    )
