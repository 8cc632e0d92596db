"""The command `analyze`: what the Korean analysis makes of a text."""

import sys
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

import click
import msgspec

from mappings.korean import STOP_TAGS, UserWord
from search.korean.analysis import TextAnalyzer
from search.korean.nori import Analyzer, Mode, Token, Tokenizer
from search.korean.normalise import normalise
from search.korean.units import is_beyond_bmp
from search.labels import REASON_LABELS
from search.page import Reason
from search.parse import parse
from search.plan.planner import Planner
from search.plan.tree import AllOf, AnyOf, Letters, Node, Plan, Row, Term
from search.query import MAX_QUERY_LENGTH
from search.words.files import our_words
from trips.terminal import say, say_json


class _Analyzed(NamedTuple):
    text: str
    kept: list[Token]
    dropped: list[str]


@click.command()
@click.argument("texts", nargs=-1, metavar="[TEXT…]")
@click.option("--jsonl", is_flag=True, help='표준 입력의 줄이 {"text": …} 꼴입니다.')
@click.option("--json", "as_json", is_flag=True, help="한 줄에 JSON 객체 하나를 적습니다.")
@click.option("--raw", is_flag=True, help="nori 토크나이저만: 정규화, 사용자 사전, 거르기 없이.")
@click.option("--mode", type=click.Choice(["discard", "mixed"]), default="discard", show_default=True)
def analyze(texts: tuple[str, ...], mode: str, *, jsonl: bool, as_json: bool, raw: bool) -> None:
    """단어가 어떻게 나뉘고 무엇이 빠지는지 보여 줍니다. TEXT가 없으면 표준 입력을 한 줄씩 읽습니다."""
    words = None if raw else our_words()
    analyzer = _Chain(words.user if words else (), Mode(mode), raw=raw)
    planner = Planner(TextAnalyzer(words.user), words) if words and not as_json else None
    for text in map(_checked, texts) if texts else _lines(jsonl=jsonl):
        analyzed = analyzer.analyze(text)
        if as_json:
            say_json(_json(analyzed))
        else:
            say(_plain(analyzed, planner))


def _checked(text: str) -> str:
    """`text`, if it came as UTF-8: other bytes reach Python as lone surrogates."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise click.UsageError("UTF-8로 읽을 수 없는 글자가 있습니다.") from error
    return text


def _lines(*, jsonl: bool) -> Iterator[str]:
    """The texts of standard input; only a line feed ends a line."""
    for number, line in enumerate(sys.stdin.buffer, start=1):
        try:
            text = line.removesuffix(b"\n").decode("utf-8")
            yield msgspec.json.decode(text, type=_Line).text if jsonl else text
        except (UnicodeDecodeError, msgspec.DecodeError) as error:
            advice = 'UTF-8인지, --jsonl이면 {"text": …} 꼴인지 확인하세요.'
            raise click.UsageError(f"표준 입력 {number}번째 줄을 읽을 수 없습니다({error}). {advice}") from error


class _Line(msgspec.Struct):
    text: str


class _Chain:
    """Normalisation, words, filters; or the bare tokenizer."""

    def __init__(self, words: tuple[UserWord, ...], mode: Mode, *, raw: bool) -> None:
        self._raw = raw
        self._tokenizer = Tokenizer(words, mode)
        self._analyzer = Analyzer(words, mode)

    def analyze(self, text: str) -> _Analyzed:
        """The tokens with offsets in UTF-16 units of `text` itself."""
        if self._raw:
            return _Analyzed(text, self._tokenizer.tokenize(text), [])
        normal = normalise(text)
        here, there = _Units(normal.text), _Units(text)
        kept = []
        for token in self._analyzer.analyze(normal.text):
            start, end = normal.original_span(here.points(token.start), here.points(token.end))
            kept.append(token._replace(start=there.units(start), end=there.units(end)))
        dropped = [token.term for token in self._tokenizer.tokenize(normal.text) if token.tag in STOP_TAGS]
        return _Analyzed(text, kept, dropped)


class _Units:
    """Code points of a text ↔ UTF-16 units, each looked up once."""

    def __init__(self, text: str) -> None:
        widths = (2 if is_beyond_bmp(character) else 1 for character in text)
        self._starts = [0, *accumulate(widths)]

    def units(self, point: int) -> int:
        """Units before the code point number `point`."""
        return self._starts[point]

    def points(self, unit: int) -> int:
        """Code points before the unit number `unit`."""
        return bisect_left(self._starts, unit)


def _json(analyzed: _Analyzed) -> bytes:
    tokens = []
    position = -1
    for token in analyzed.kept:
        position += token.position_increment
        tokens.append({
            "term": token.term,
            "start": token.start,
            "end": token.end,
            "position": position,
            "length": token.position_length,
            "tag": token.tag,
        })  # fmt: skip
    return msgspec.json.encode({"text": analyzed.text, "tokens": tokens})


def _plain(analyzed: _Analyzed, planner: Planner | None) -> str:
    """The words, what is left out, and what a search for the text looks for besides; `planner` if that is asked for."""
    kept = " ".join(f"{token.term}/{token.tag}" for token in analyzed.kept) or "(없음)"
    lines = [analyzed.text, f"  단어: {kept}"]
    if analyzed.dropped:
        lines.append(f"  제외: {' '.join(analyzed.dropped)}")
    if planner and len(analyzed.text) <= MAX_QUERY_LENGTH:
        lines += _searched(planner.plan(parse(analyzed.text)))
    return "\n".join(lines)


def _searched(plan: Plan) -> Iterator[str]:
    """What a search for the text asks of a trip, word by word, then what it looks for besides."""
    for node in (*plan.phrases, *(word.typed for word in plan.words)):
        yield f"  검색: {_told(node)}"
    found: dict[tuple[str, Reason], list[str]] = {}
    for added in plan.added:
        found.setdefault((added.word, added.reason), []).append(added.text)
    for (word, reason), others in found.items():
        yield f"  ‘{word}’ 대신에도 찾는 말: {', '.join(others)} ({REASON_LABELS[reason]})"


def _told(node: Node) -> str:
    """A node for people: terms, those that stand in a row with +, letters in quotes."""
    match node:
        case Term():
            return node.value
        case Row():
            return "+".join(node.values)
        case Letters():
            return f"“{node.text}”"
        case AllOf():
            return _joined(" 그리고 ", node.parts)
        case AnyOf():
            return _joined(" 또는 ", node.parts)


def _joined(word: str, parts: Sequence[Node]) -> str:
    return word.join(f"({_told(part)})" if isinstance(part, AllOf | AnyOf) else _told(part) for part in parts)
