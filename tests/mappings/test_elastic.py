"""The mapping for Elasticsearch: what people who look at an index rely on."""

from mappings.elastic import NORI_FIELDS, index_body, words_of
from mappings.fields import FIELDS, Role
from mappings.korean import STOP_TAGS, UserWord, read_user_words

WORDS = (UserWord("세종시", ("세종", "시")), UserWord("탄소중립"))


def test_every_field_is_mapped_by_its_role_and_strangers_are_refused() -> None:
    mapping = index_body(WORDS, 1)["mappings"]
    types = {name: field["type"] for name, field in mapping["properties"].items()}
    by_role = {Role.WORDS: "text", Role.KEYWORD: "keyword", Role.NUMBER: "long"}
    assert types == {
        **{field.name: by_role[field.role] for field in FIELDS if field.role in by_role},
        "text": "text",
        "title": "text",
        "trip": "object",
        "analysis": "object",
    }
    assert mapping["dynamic"] == "strict"


def test_what_is_searched_only_is_not_stored_twice() -> None:
    excluded = set(index_body(WORDS, 1)["mappings"]["_source"]["excludes"])
    assert excluded == {*NORI_FIELDS.values(), *(field.name for field in FIELDS if field.role is Role.WORDS), "nouns"}


def test_the_analyzer_is_nori_with_our_words_and_without_dropped_prefixes() -> None:
    settings = index_body(WORDS, 1)["settings"]
    analysis = settings["analysis"]
    assert analysis["analyzer"]["korean"]["filter"] == ["trips_part_of_speech", "nori_readingform", "lowercase"]
    assert analysis["tokenizer"]["trips_nori"] == {
        "type": "nori_tokenizer",
        "decompound_mode": "discard",
        "discard_punctuation": True,
        "user_dictionary_rules": ["세종시 세종 시", "탄소중립"],
    }
    stoptags = analysis["filter"]["trips_part_of_speech"]["stoptags"]
    assert set(stoptags) == STOP_TAGS
    # Elasticsearch 9 refuses the coarse tags; prefixes carry meaning.
    assert not {"E", "J", "XPN"} & set(stoptags)


def test_an_index_is_loaded_without_copies_and_without_refresh() -> None:
    settings = index_body(WORDS, 2)["settings"]
    assert (settings["number_of_shards"], settings["number_of_replicas"], settings["refresh_interval"]) == (2, 0, "-1")


def test_the_words_come_back_out_of_the_settings_of_an_index() -> None:
    for words in ((), WORDS, read_user_words()):
        assert words_of(index_body(words, 1)["settings"]) == words
