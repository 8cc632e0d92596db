"""The Elasticsearch of the tests is a real one: its nori gives the tokens of the real plugin and obeys its settings."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.elastic_node.rest import RestError, call

Row = list[str | int]


def analyze(cluster: str, **request: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    tokens: list[dict[str, Any]] = call(cluster, "POST", "/_analyze", request)["tokens"]
    return tokens


def terms(cluster: str, text: str, *filters: str | dict[str, Any], **tokenizer: object) -> list[str]:
    """The terms that nori with these settings gives."""
    nori = {"type": "nori_tokenizer", **tokenizer}
    return [token["token"] for token in analyze(cluster, tokenizer=nori, filter=filters, text=text)]


def rows(cluster: str, text: str, mode: str) -> list[Row]:
    """A text's tokens as the golden file writes them."""
    nori = {"type": "nori_tokenizer", "decompound_mode": mode}
    request = {"tokenizer": nori, "text": text, "explain": True, "attributes": ["leftPOS", "positionLength"]}
    before = -1
    found: list[Row] = []
    for token in call(cluster, "POST", "/_analyze", request)["detail"]["tokenizer"]["tokens"]:
        tag = token["leftPOS"].partition("(")[0]
        step = token["position"] - before
        found.append([token["token"], token["start_offset"], token["end_offset"], step, token["positionLength"], tag])
        before = token["position"]
    return found


@pytest.mark.parametrize("mode", ["discard", "mixed"])
def test_every_golden_line_has_exactly_the_tokens_of_the_real_plugin(cluster: str, shared: Path, mode: str) -> None:
    lines = (shared / "korean" / "nori_golden.jsonl").read_text(encoding="utf-8").splitlines()
    golden = [json.loads(line) for line in lines]
    assert len(golden) == 202
    assert [line["text"] for line in golden if rows(cluster, line["text"], mode) != line[mode]] == []


def test_a_user_word_is_kept_whole_or_cut_by_its_parts(cluster: str) -> None:
    assert terms(cluster, "세종시", user_dictionary_rules=["세종시"]) == ["세종시"]
    assert terms(cluster, "세종시", user_dictionary_rules=["세종시 세종 시"]) == ["세종", "시"]


def test_a_comment_among_the_user_words_is_no_word(cluster: str) -> None:
    assert terms(cluster, "세종시", user_dictionary_rules=["# 세종시", "세종시"]) == ["세종시"]


def test_a_user_word_that_stands_twice_is_refused_unless_lenient(cluster: str) -> None:
    with pytest.raises(RestError, match="세종시"):
        terms(cluster, "세종시", user_dictionary_rules=["세종시", "세종시"])
    assert terms(cluster, "세종시", user_dictionary_rules=["세종시", "세종시"], lenient=True) == ["세종시"]


def test_no_user_words_are_no_error(cluster: str) -> None:
    assert terms(cluster, "세종시", user_dictionary_rules=[]) == terms(cluster, "세종시")


def test_punctuation_is_left_out_unless_it_is_asked_for(cluster: str) -> None:
    assert terms(cluster, "중국, 일본") == ["중국", "일본"]
    assert terms(cluster, "중국, 일본", discard_punctuation=False) == ["중국", ",", " ", "일본"]


def test_stop_tags_leave_out_exactly_the_tags_they_name(cluster: str) -> None:
    assert terms(cluster, "탄소중립을") == ["탄소", "중립", "을"]
    assert terms(cluster, "탄소중립을", {"type": "nori_part_of_speech", "stoptags": ["JKO"]}) == ["탄소", "중립"]
    assert terms(cluster, "탄소중립을", {"type": "nori_part_of_speech", "stoptags": ["NNG"]}) == ["을"]
    assert terms(cluster, "탄소중립을", "nori_part_of_speech") == ["탄소", "중립"]


@pytest.mark.parametrize("tag", ["E", "J"])
def test_the_coarse_stop_tags_of_older_versions_are_refused(cluster: str, tag: str) -> None:
    with pytest.raises(RestError) as refused:
        terms(cluster, "탄소중립을", {"type": "nori_part_of_speech", "stoptags": [tag]})
    assert refused.value.status == 400


def test_hanja_is_read_and_numbers_are_written_out(cluster: str) -> None:
    assert terms(cluster, "中國", "nori_readingform") == ["중국"]
    assert terms(cluster, "십만이천오백", "nori_number", discard_punctuation=False) == ["102500"]


def test_an_unknown_word_stays_in_one_piece(cluster: str) -> None:
    assert terms(cluster, "Zxqvyw") == ["Zxqvyw"]
