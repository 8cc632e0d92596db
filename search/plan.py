"""What a search must find, said once for both engines: clauses and the index's analyzer → a tree of terms.

A compiler turns the tree into its engine's query and snippets.py finds the same tree's leaves in a hit, so that what
matches, what scores and what is marked cannot drift apart. The rules are those of search_semantics.md, Matching.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, TITLE_BIGRAMS, TITLE_TERMS, Field
from search.korean.analysis import Analysis, TextAnalyzer
from search.korean.hangul import MIN_RUN, RUN, START, bigrams, runs
from search.page import Understood
from search.query import Clause, Match

# `auto` is content with the trips that have every word when there are at least so many.
ENOUGH: Final = 10

_LETTER_OR_DIGIT: Final = re.compile(r"[^\W_]")


class Term(msgspec.Struct, frozen=True):
    """One stored term occurs; `field` is TEXT_TERMS or TEXT_BIGRAMS."""

    field: Field
    value: str


class Row(msgspec.Struct, frozen=True):
    """Two and more stored terms occur one after the other in one paragraph or field."""

    field: Field
    values: tuple[str, ...]


class AllOf(msgspec.Struct, frozen=True):
    """Every part occurs somewhere in the trip; of nothing: always true."""

    parts: tuple["Node", ...]


class AnyOf(msgspec.Struct, frozen=True):
    """At least one part occurs."""

    parts: tuple["Node", ...]


Node = Term | Row | AllOf | AnyOf


class ScoreTerm(msgspec.Struct, frozen=True):
    """A term that adds to the score where it occurs, times the weight of its field."""

    field: Field
    value: str


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A query ready to compile and to mark.

    A trip is found when it has every one of `phrases`, none of `excluded`, and of `words` all or, where the match is
    relaxed, at least one.
    """

    words: tuple[Node, ...]
    phrases: tuple[Node, ...]
    excluded: tuple[Node, ...]
    scoring: tuple[ScoreTerm, ...]
    terms: tuple[str, ...]
    dropped: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def all_words(self) -> Node:
        """True of a trip with every word and phrase."""
        return _all_of((*self.phrases, *self.words))

    @property
    def any_word(self) -> Node | None:
        """True of a trip with every phrase and one word at least; None where that says the same as `all_words`."""
        return _all_of((*self.phrases, AnyOf(self.words))) if len(self.words) > 1 else None


class _Analysed(msgspec.Struct, frozen=True):
    clause: Clause
    analysis: Analysis

    @property
    def terms(self) -> tuple[str, ...]:
        return self.analysis.terms


def make_plan(clauses: Sequence[Clause], match: Match, analyzer: TextAnalyzer) -> Plan:
    """The plan of `clauses` in the terms of the index that `analyzer` belongs to."""
    analysed = [_Analysed(clause, analyzer.analyze(clause.text)) for clause in clauses if clause.searchable]
    wanted = [item for item in analysed if not item.clause.excluded]
    demanded = _demanded(wanted)
    return Plan(
        words=tuple(_node(item, match) for item in demanded if not item.clause.quoted),
        phrases=tuple(_node(item, match) for item in demanded if item.clause.quoted),
        excluded=tuple(_node(item, match) for item in analysed if item.clause.excluded),
        scoring=_scoring(wanted),
        terms=_unique(term for item in wanted for term in item.terms),
        dropped=_unique(part for item in wanted for part in _dropped(item, demanded)),
        notes=(*_unsearchable(clauses), *_notes(wanted, demanded)),
    )


def relaxes(plan: Plan, match: Match, having_all: int) -> bool:
    """Whether trips with any of the words are hits too, when `having_all` trips have all of them."""
    if plan.any_word is None:
        return False
    return match is Match.ANY or (match is Match.AUTO and having_all < ENOUGH)


def understood(plan: Plan, match: Match, having_all: int, notes: Iterable[str] = ()) -> Understood:
    """How the query was read and what its match came to; `all_words` only where there are words."""
    asked = Match.EXACT if match is Match.EXACT else Match.ALL
    return Understood(
        terms=plan.terms,
        dropped=plan.dropped,
        match=Match.ANY if relaxes(plan, match, having_all) else asked,
        all_words=having_all if plan.words or plan.phrases else None,
        notes=(*plan.notes, *notes),
    )


def _demanded(wanted: list[_Analysed]) -> list[_Analysed]:
    """The clauses a trip must have: those with a kept term; only where there is none, the others by their text."""
    return [item for item in wanted if item.terms] or wanted


def _dropped(item: _Analysed, demanded: list[_Analysed]) -> tuple[str, ...]:
    if item.terms:
        return item.analysis.dropped
    return () if item in demanded else (item.clause.text,)


def _unsearchable(clauses: Sequence[Clause]) -> tuple[str, ...]:
    left_out = ", ".join(clause.text for clause in clauses if not clause.searchable)
    return (f"‘{left_out}’에는 찾을 수 있는 글자나 숫자가 없어 뺐습니다.",) if left_out else ()


def _notes(wanted: list[_Analysed], demanded: list[_Analysed]) -> tuple[str, ...]:
    notes = [
        f"‘{item.clause.text}’에는 색인된 낱말이 없어 글자 그대로 찾았습니다." for item in demanded if not item.terms
    ]
    if demanded != wanted:
        left_out = ", ".join(item.clause.text for item in wanted if item not in demanded)
        notes.append(f"‘{left_out}’은(는) 조사·어미 등으로만 이루어져 조건에서 뺐습니다.")
    return tuple(notes)


def _node(item: _Analysed, match: Match) -> Node:
    """What `item` asks of a trip."""
    text, terms = item.clause.text, item.terms
    if not terms:
        return _any_of([*_whole_runs(text), Term(TEXT_TERMS, text.lower())][:1])
    if item.clause.quoted:
        return row(TEXT_TERMS, terms)
    if match is Match.EXACT:
        return _any_of([*_exact_runs(text), row(TEXT_TERMS, terms)][:1])
    return _any_of([_all_of(Term(TEXT_TERMS, term) for term in _unique(terms)), *_whole_runs(text)])


def _whole_runs(text: str) -> list[Node]:
    """The second way to find a word: its Hangul runs, if it consists of nothing else that could be searched.

    Two syllables count at the beginning of a word only (`이란` in `이란과`, not in `무엇이란`).
    """
    if not _is_only_runs(text):
        return []
    return [_all_of(_run(run, START if len(run) == MIN_RUN else "") for run in runs(text))]


def _exact_runs(text: str) -> list[Node]:
    return [_all_of(_run(run, "") for run in runs(text))] if _is_only_runs(text) else []


def _is_only_runs(text: str) -> bool:
    rest = RUN.sub(lambda run: " " if len(run[0]) >= MIN_RUN else run[0], text)
    return bool(runs(text)) and not _LETTER_OR_DIGIT.search(rest)


def _run(run: str, mark: str) -> Node:
    return Term(TEXT_BIGRAMS, mark + run) if len(run) == MIN_RUN else Row(TEXT_BIGRAMS, tuple(bigrams(run)))


def row(field: Field, terms: tuple[str, ...]) -> Node:
    """`terms` in a row; a row of one is the term (tantivy panics on a phrase of one)."""
    return Row(field, terms) if len(terms) > 1 else Term(field, terms[0])


def _all_of(parts: Iterable[Node]) -> Node:
    parts = tuple(parts)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _any_of(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _scoring(wanted: list[_Analysed]) -> tuple[ScoreTerm, ...]:
    terms = _unique(term for item in wanted for term in item.terms)
    pairs = _unique(pair for item in wanted for run in runs(item.clause.text) for pair in bigrams(run))
    return tuple(
        ScoreTerm(field, value)
        for fields, values in (((TEXT_TERMS, TITLE_TERMS), terms), ((TEXT_BIGRAMS, TITLE_BIGRAMS), pairs))
        for value in values
        for field in fields
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
