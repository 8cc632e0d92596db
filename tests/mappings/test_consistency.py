"""The gate: a query for a word or a place finds it in a document with any particle, in brackets and behind 해외.

Queries and documents are analysed as the engines do. Names that cannot pass stand in ambiguous_names.txt, reviewed.
"""

from collections.abc import Iterator

import pytest

from scripts.name_gate import (
    LONG,
    in_context,
    other_uses,
    place_names,
    unlike_alone,
    with_particles,
)
from scripts.word_harm import speech_texts
from search.korean.analysis import TextAnalyzer
from search.korean.letters import letters
from search.page import Reason
from search.parse import parse
from search.plan.planner import Planner
from search.plan.tree import AllOf, AnyOf, Letters, Node, Row, Term
from search.words.files import our_words
from tests.mappings.test_words import NEVER

WORDS = our_words().user
AMBIGUOUS = our_words().ambiguous
LISTED = {item.name for item in AMBIGUOUS}
GATE = sorted({word.surface for word in WORDS} | (place_names() - LISTED))
LONG_EXCEPTIONS = {"말라가", "부하라"}  # 말라가는, 납부하라: endings of verbs
MIN_RUN = 2  # syllables that make a bigram


@pytest.fixture(scope="module")
def analyzer() -> TextAnalyzer:
    return TextAnalyzer(WORDS)


@pytest.fixture(scope="module")
def planner(analyzer: TextAnalyzer) -> Planner:
    return Planner(analyzer, our_words())


def test_every_word_and_name_of_the_gate_has_the_same_terms_everywhere(analyzer: TextAnalyzer) -> None:
    """A name that fails needs a line in user_words.txt, or with two syllables one in ambiguous_names.txt."""
    failed = {name: texts for name in GATE if (texts := unlike_alone(analyzer, name))}
    assert failed == {}


def test_the_ambiguous_names_are_in_order_and_each_needs_its_line(analyzer: TextAnalyzer) -> None:
    names = [item.name for item in AMBIGUOUS]
    assert names == sorted(set(names))
    assert [name for name in names if not unlike_alone(analyzer, name)] == []
    assert {name for name in names if len(name) >= LONG} == LONG_EXCEPTIONS
    assert all(item.reason for item in AMBIGUOUS)


def test_a_name_that_the_speeches_never_use_otherwise_is_ambiguous_only_for_a_word_it_would_cut() -> None:
    assert [item.name for item in AMBIGUOUS if item.other_uses == 0 and item.name not in NEVER] == []


@pytest.mark.parametrize("name", sorted(name for name in LISTED if len(name) >= MIN_RUN))
def test_an_ambiguous_name_is_still_found(name: str, analyzer: TextAnalyzer, planner: Planner) -> None:
    [word] = planner.plan(parse(name)).words
    assert [text for text in _apart(name) if not _holds(word.typed, text, analyzer)] == []


@pytest.mark.usefixtures("shared")
def test_the_other_uses_of_the_ambiguous_names_are_those_of_the_speeches() -> None:
    assert other_uses(WORDS, LISTED, speech_texts()) == {item.name: item.other_uses for item in AMBIGUOUS}


def _apart(name: str) -> Iterator[str]:
    """The texts in which a name begins a word; glued to 해외, two syllables are no word of their own."""
    yield from with_particles(name)
    yield from (text for text, _ in in_context(name) if not text.startswith(f"해외{name}"))


def _holds(node: Node, text: str, analyzer: TextAnalyzer) -> bool:
    """Whether a document of `text` has what `node` asks for, as both engines read a plan."""
    match node:
        case AllOf(parts):
            return all(_holds(part, text, analyzer) for part in parts)
        case AnyOf(parts):
            return any(_holds(part, text, analyzer) for part in parts)
        case Letters():
            return _holds(node.stored, text, analyzer)
        case Term(field, value):
            return value in _stored(field.name, text, analyzer)
        case Row(field, values):
            stored = _stored(field.name, text, analyzer)
            return any(tuple(stored[start : start + len(values)]) == values for start in range(len(stored)))


def _stored(field: str, text: str, analyzer: TextAnalyzer) -> list[str]:
    return letters(text).split() if field == "text_bigrams" else analyzer.terms(text).values


SETTINGS = ["{}", "{}·항만", "항만·{}", "{}/항만", "{}, 항만", "{} 항만", "{}.", "({})", "{}의", "{}에서"]
# One syllable is too often something else, and a name with the sign of a list in it is taken for one.
NOT_IN_LISTS = {"한·중·일"}
# What every trip is asks for nothing beside another word.
SAYS_NOTHING = our_words().questions.trips


def _names() -> list[str]:
    groups = (group for group in our_words().groups if group.reason is not Reason.SYNONYM)
    names = {name for group in groups for name in group.words} | {word.surface for word in WORDS}
    return sorted(name for name in names if len(name) >= MIN_RUN and name not in NOT_IN_LISTS | SAYS_NOTHING)


@pytest.mark.parametrize("number", range(len(SETTINGS)), ids=SETTINGS)
def test_a_name_is_asked_for_and_found_in_every_setting(number: int, analyzer: TextAnalyzer, planner: Planner) -> None:
    """Each name in one setting; the drill has each in all."""
    assert _missed(_names()[number :: len(SETTINGS)], SETTINGS[number], analyzer, planner) == []


@pytest.mark.drill
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_name_is_asked_for_and_found_in_every_setting(
    setting: str, analyzer: TextAnalyzer, planner: Planner
) -> None:
    assert _missed(_names(), setting, analyzer, planner) == []


def _missed(names: list[str], setting: str, analyzer: TextAnalyzer, planner: Planner) -> list[str]:
    """The names that a query in the setting does not ask for, and those that are not found in such a text."""
    missed = []
    for name in names:
        text = setting.format(name)
        words = planner.plan(parse(text)).words
        if not any(_holds(word.meant, f"우리는 {name} 방문을 하였다", analyzer) for word in words):
            missed.append(f"asked {text}")
        if not _holds(planner.plan(parse(name)).all_words, text, analyzer):
            missed.append(f"found {text}")
    return missed
