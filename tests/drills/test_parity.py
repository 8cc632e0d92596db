"""Our analyzer against Elasticsearch's own, on real Korean: the same terms at the same places, user words and all."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from mappings.elastic import index_body
from mappings.korean import read_user_words
from search.engines.elastic.client import connect
from search.korean.nori import Analyzer
from search.korean.normalise import normalise
from search.settings import Settings

# Elasticsearch analyses at most 10,000 tokens a request, in all the texts of it together.
MAX_CHARACTERS = 10_000
Token = tuple[str, int, int, int]


def texts_of(shared: Path) -> list[str]:
    """Every speech, and every page of the tuning set."""
    speeches = (shared / "data" / "load" / "speeches.jsonl").read_text(encoding="utf-8").split("\n")
    pages = (shared / "data" / "tuning" / "passages.jsonl").read_text(encoding="utf-8").split("\n")
    texts = [json.loads(line)["text"] for line in speeches if line]
    for line in filter(None, pages):
        texts += [value for value in json.loads(line).values() if isinstance(value, str)]
    return [text for raw in texts if (text := normalise(raw).text).strip()]


def ours(analyzer: Analyzer, text: str) -> list[Token]:
    found = []
    position = -1
    for token in analyzer.analyze(text):
        position += token.position_increment
        found.append((token.term, token.start, token.end, position))
    return found


def differences(url: str, texts: Sequence[str]) -> int:
    """How many texts have another term, offset or position in Elasticsearch."""
    words = read_user_words()
    analyzer = Analyzer(words)
    client = connect(Settings(elasticsearch_url=url, elasticsearch_timeout=60))
    index = "test-parity"
    client.indices.delete(index=index, ignore_unavailable=True)
    body = index_body(words, 1)
    client.indices.create(index=index, settings=body["settings"], mappings=body["mappings"])
    try:
        wrong = 0
        for text in texts:
            answer = client.indices.analyze(index=index, analyzer="korean", text=text)
            theirs = [
                (token["token"], token["start_offset"], token["end_offset"], token["position"])
                for token in answer["tokens"]
            ]
            wrong += theirs != ours(analyzer, text)
        return wrong
    finally:
        client.indices.delete(index=index)
        client.close()


def pieces(texts: Sequence[str]) -> Iterator[str]:
    """Texts that one request may hold, longer ones cut."""
    for text in texts:
        for start in range(0, len(text), MAX_CHARACTERS):
            yield text[start : start + MAX_CHARACTERS]


def test_elasticsearch_analyses_real_korean_as_we_do(shared: Path, cluster: str) -> None:
    assert differences(cluster, list(pieces(texts_of(shared)))[::120]) == 0


def test_elasticsearch_analyses_the_odd_words_of_the_dictionary_as_we_do(cluster: str) -> None:
    """Those whose reading has a blank, or a piece without a letter."""
    words = "튜토리얼 웨이 웨이모 런웨이 리버웨이 존홀 허식 그레이맨 고양이로소이다 제레미렐리엇 피트엘콘데로드리게스".split()
    texts = [text for word in words for text in (word, f"{word}을 따라", f"새 {word} 방문 {word}의 기록")]
    assert differences(cluster, texts) == 0


@pytest.mark.drill
def test_elasticsearch_analyses_all_speeches_and_pages_as_we_do(shared: Path, cluster: str) -> None:
    texts = list(pieces(texts_of(shared)))
    print(f"\n{len(texts):,} texts, {sum(map(len, texts)):,} characters")
    assert differences(cluster, texts) == 0
