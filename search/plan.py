"""What a search must find, said once for both engines: clauses and the index's analyzer → a tree of terms.

Words that mean the same are found too, behind those that were typed (search/korean/expand.py).

A compiler turns the tree into its engine's query and snippets.py finds the same tree's leaves in a hit, so that what
matches, what scores and what is marked cannot drift apart. The rules are those of search_semantics.md, Matching.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, TITLE_BIGRAMS, TITLE_TERMS, Field
from search.korean.analysis import Analysis, TextAnalyzer
from search.korean.expand import Expander, Meaning, Segment, Typed
from search.korean.functions import QuestionWords, Use, use_of
from search.korean.groups import Group
from search.korean.hangul import MIN_RUN, RUN, START, bigrams, runs
from search.page import Added, Reason, Understood
from search.query import Clause, Match
from search.words import Words

# `auto` is content with the trips that have every word when there are at least so many.
ENOUGH: Final = 10
# A question of fewer words is as good as keywords.
QUESTION: Final = 3
# A word of so many terms, which is not one of ours, was several that somebody typed without their spaces.
MANY_TERMS: Final = 3


_SPOKEN: Final = re.compile(r"(?:요|까|죠|니다)[.?!]?$|[?]$")
_HANJA: Final = re.compile("[\u4e00-\u9fff]+")
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


Leaf = Term | Row
Node = Term | Row | AllOf | AnyOf


class Weights(msgspec.Struct, frozen=True):
    """What adds how much to a score; docs/decisions/0008-ranking.md has the measurements."""

    text_terms: float = TEXT_TERMS.weight
    text_bigrams: float = TEXT_BIGRAMS.weight
    title_terms: float = TITLE_TERMS.weight
    title_bigrams: float = TITLE_BIGRAMS.weight
    # A word added to the query, beside one that was typed.
    added: float = 0.5
    # The terms of one word in a row, and those of two neighbouring words.
    compound: float = 0.0
    neighbours: float = 0.3

    def of(self, field: Field) -> float:
        """The weight of a field that scores."""
        weight: float = getattr(self, field.name)
        return weight


WEIGHTS: Final = Weights()


class Score(msgspec.Struct, frozen=True):
    """A leaf that adds to the score where it occurs, `weight` times its BM25."""

    leaf: Leaf
    weight: float


class Word(msgspec.Struct, frozen=True):
    """What one word of the query, or several that are one name, ask of a trip.

    `typed` is true where it stands as typed, `added` where another word for it does. `parts` are what `typed` needs,
    each good enough where any word is.
    """

    typed: Node
    added: Node | None = None
    parts: tuple[Node, ...] = ()

    @property
    def meant(self) -> Node:
        """True where the trip has the word, as typed or as another word for it."""
        return AnyOf((self.typed, self.added)) if self.added else self.typed

    @property
    def any_part(self) -> tuple[Node, ...]:
        """The nodes of which one is enough where any word is."""
        return (*(self.parts or (self.typed,)), *((self.added,) if self.added else ()))


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A query ready to compile and to mark.

    A trip is found when it has every one of `phrases`, none of `excluded`, and of `words` all or, where the match is
    relaxed, at least one. A query that `asks` is a question of several words: which of them its answer has says little
    (docs/decisions/0008-ranking.md), so that a relaxed match orders its trips by score alone.
    """

    words: tuple[Word, ...]
    phrases: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    scoring: tuple[Score, ...]
    terms: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    added: tuple[Added, ...] = ()
    notes: tuple[str, ...] = ()
    asks: bool = False

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Everything that may be marked."""
        return (*self.phrases, *(node for word in self.words for node in (word.typed, *word.any_part)))

    @property
    def all_words(self) -> Node:
        """True of a trip with every word and phrase."""
        return _all_of((*self.phrases, *(word.meant for word in self.words)))

    @property
    def any_word(self) -> Node | None:
        """True of a trip with every phrase and one word at least; None where that says the same as `all_words`."""
        parts = [part for word in self.words for part in word.any_part]
        said_already = len(self.words) == 0 or (len(self.words) == 1 and not self.words[0].parts)
        return None if said_already else _all_of((*self.phrases, AnyOf(tuple(parts))))

    @property
    def tiers_with_all(self) -> tuple[Node, ...]:
        """The trips with every word in strict order: first every word as typed, then other words for them too."""
        if not any(word.added for word in self.words):
            return (self.all_words,)
        return (_all_of((*self.phrases, *(word.typed for word in self.words))), self.all_words)


class _Analysed(msgspec.Struct, frozen=True):
    clause: Clause
    analysis: Analysis
    questions: QuestionWords

    @property
    def terms(self) -> tuple[str, ...]:
        return self.analysis.terms

    @property
    def use(self) -> Use:
        """What the word does in a query; quoted ones are always content."""
        return Use.CONTENT if self.clause.quoted else use_of(self.terms, self.questions)


class _Other(msgspec.Struct, frozen=True):
    """Another word for one of the query: `leaf` scores, `node` finds."""

    text: str
    leaf: Leaf
    node: Node


class _Read(msgspec.Struct, frozen=True):
    """A word of the query with what was added to it."""

    word: Word
    added: tuple[Added, ...] = ()
    leaves: tuple[Leaf, ...] = ()


class Planner:
    """Makes plans in the terms of the index that `analyzer` belongs to. Thread-safe."""

    def __init__(self, analyzer: TextAnalyzer, words: Words, weights: Weights = WEIGHTS) -> None:
        """`words` say what means the same and what only asks; the user words are those of `analyzer`."""
        self._analyzer = analyzer
        self._weights = weights
        self._expander = Expander(analyzer, words.groups)
        self._questions = words.questions
        self._own_words = analyzer.user_words
        self._others: dict[Group, tuple[_Other, ...]] = {}

    def plan(self, clauses: Sequence[Clause], match: Match = Match.AUTO) -> Plan:
        """The plan of `clauses`."""
        analysed = [
            _Analysed(clause, self._analyzer.analyze(clause.text), self._questions)
            for clause in clauses
            if clause.searchable
        ]
        asked = [item for item in analysed if not item.clause.excluded]
        wanted = [item for item in asked if item.use is Use.CONTENT] or asked
        demanded = _demanded(wanted)
        words = [item for item in demanded if not item.clause.quoted]
        read = self._words(words, match)
        return Plan(
            words=tuple(word.word for word in read),
            phrases=tuple(_node(item, match) for item in demanded if item.clause.quoted),
            excluded=tuple(_node(item, match) for item in analysed if item.clause.excluded),
            scoring=self._scoring(wanted, read),
            terms=_unique(term for item in wanted for term in item.terms),
            dropped=_unique(part for item in asked for part in _dropped(item, wanted, demanded)),
            added=tuple(dict.fromkeys(added for word in read for added in word.added)),
            notes=(*_unsearchable(clauses), *_notes(wanted, demanded)),
            asks=len(read) >= QUESTION and _is_question(asked),
        )

    def _words(self, items: Sequence[_Analysed], match: Match) -> list[_Read]:
        """The words of a query, those that are one name together."""
        if match is Match.EXACT:
            return [_Read(Word(_node(item, match))) for item in items]
        meanings = {
            meaning.first: meaning
            for meaning in self._expander.meanings([Typed(item.analysis.content, item.terms) for item in items])
        }
        read = []
        place = 0
        while place < len(items):
            meaning = meanings.get(place)
            last = meaning.last if meaning else place + 1
            nodes = tuple(_node(item, match) for item in items[place:last])
            parts = nodes if len(nodes) > 1 else self._pieces(items[place], meaning)
            read.append(self._meant(meaning, nodes, parts) if meaning else _Read(Word(nodes[0], parts=parts)))
            place = last
        return read

    def _pieces(self, item: _Analysed, meaning: Meaning | None) -> tuple[Node, ...]:
        """What a word typed without its spaces was written of; nothing for one that is a word of ours."""
        is_one = item.analysis.content in self._own_words or (meaning is not None and len(meaning.segments) == 1)
        if len(item.terms) < MANY_TERMS or is_one:
            return ()
        segments = [segment.terms for segment in meaning.segments] if meaning else [(term,) for term in item.terms]
        # One syllable alone would find nearly every trip.
        told = [terms for terms in segments if len("".join(terms)) > 1]
        return tuple(_all_of(Term(TEXT_TERMS, term) for term in terms) for terms in told) if len(told) > 1 else ()

    def _meant(self, meaning: Meaning, nodes: tuple[Node, ...], parts: tuple[Node, ...]) -> _Read:
        """Words with what else they are called; `parts` are what is enough where any word is."""
        asked: list[Node] = []
        added: list[Added] = []
        leaves: list[Leaf] = []
        for segment in meaning.segments:
            own = row(TEXT_TERMS, segment.terms) if segment.terms else None
            if segment.group is None:
                asked += [Term(TEXT_TERMS, term) for term in segment.terms]
                continue
            others = [other for other in self._others_of(segment.group) if other.leaf != own]
            added += [Added(other.text, segment.text, segment.group.reason) for other in others]
            leaves += [other.leaf for other in others]
            # Beside the other names stands the own one where the word has more parts than this.
            kept = [own] if own and len(meaning.segments) > 1 else []
            asked.append(_any_of([*kept, *(other.node for other in others)]))
        if not added:
            return _Read(Word(_all_of(nodes), parts=parts))
        typed = _all_of(nodes)
        terms = meaning.segments[0].terms
        if len(meaning.segments) == 1 and self._is_misread(meaning.segments[0]):
            return _Read(Word(_all_of(asked)), tuple(added), tuple(leaves))
        if len(nodes) > 1 and meaning.segments[0].text.isascii() and terms:
            # An English name of several words is one: `net zero` is not `net` here and `zero` there.
            typed = row(TEXT_TERMS, terms)
        return _Read(Word(typed, _all_of(asked), parts), tuple(added), tuple(leaves))

    def _is_misread(self, segment: Segment) -> bool:
        """Whether a name in hanja, read as Korean, would be another name: 廣州 is 광저우, and not 광주."""
        if not segment.group or not segment.terms or not _HANJA.fullmatch(segment.text):
            return False
        reading = row(TEXT_TERMS, segment.terms)
        return not any(
            other.leaf == reading and not _HANJA.fullmatch(other.text) for other in self._others_of(segment.group)
        )

    def _others_of(self, group: Group) -> tuple[_Other, ...]:
        """How each word of `group` is looked for beside the typed one."""
        found = self._others.get(group)
        if found is None:
            found = self._others[group] = tuple(self._as_other(group))
        return found

    def _as_other(self, group: Group) -> Iterator[_Other]:
        seen: set[Leaf] = set()
        for text in group.words:
            terms = self._analyzer.analyze(text).terms
            # In a text two letters are too often a word of another language: `us`, `uk`.
            if not terms or (len(text) <= MIN_RUN and text.isascii() and group.reason is not Reason.SYNONYM):
                continue
            leaf = row(TEXT_TERMS, terms)
            if leaf not in seen:
                seen.add(leaf)
                yield _Other(text, leaf, _any_of([leaf, *(_whole_runs(text) if " " not in text else ())]))

    def _scoring(self, wanted: Sequence[_Analysed], read: Sequence[_Read]) -> tuple[Score, ...]:
        """Every term and bigram as typed, then what stands together, then what was added."""
        weights = self._weights
        terms = _unique(term for item in wanted for term in item.terms)
        pairs = _unique(pair for item in wanted for run in runs(item.analysis.content) for pair in bigrams(run))
        typed: list[Leaf] = [*(Term(TEXT_TERMS, term) for term in terms), *(Term(TEXT_BIGRAMS, pair) for pair in pairs)]
        factors: dict[Leaf, float] = dict.fromkeys(typed, 1.0)
        if weights.compound:
            for item in wanted:
                if len(item.terms) > 1:
                    factors.setdefault(row(TEXT_TERMS, item.terms), weights.compound)
        if weights.neighbours:
            for one, other in pairwise(wanted):
                if one.terms and other.terms:
                    factors.setdefault(row(TEXT_TERMS, (*one.terms, *other.terms)), weights.neighbours)
        if weights.added:
            for leaf in (leaf for word in read for leaf in word.leaves):
                factors.setdefault(leaf, weights.added)
        return tuple(
            Score(in_field, factor * weight)
            for leaf, factor in factors.items()
            for in_field in _in_fields(leaf)
            if (weight := weights.of(in_field.field))
        )


def relaxes(plan: Plan, match: Match, having_all: int) -> bool:
    """Whether trips with any of the words are hits too, when `having_all` trips have all of them."""
    if plan.any_word is None:
        return False
    return match is Match.ANY or (match is Match.AUTO and having_all < ENOUGH)


def understood(plan: Plan, match: Match, having_all: int | None, notes: Iterable[str] = ()) -> Understood:
    """How the query was read and what its match came to; `all_words` only where there are words that come first."""
    asked = Match.EXACT if match is Match.EXACT else Match.ALL
    return Understood(
        terms=plan.terms,
        dropped=plan.dropped,
        added=plan.added,
        match=Match.ANY if having_all is None or relaxes(plan, match, having_all) else asked,
        all_words=having_all if plan.words or plan.phrases else None,
        notes=(*plan.notes, *notes),
    )


def _in_fields(leaf: Leaf) -> tuple[Leaf, ...]:
    """`leaf` in the whole text and in the title."""
    in_title = TITLE_TERMS if leaf.field == TEXT_TERMS else TITLE_BIGRAMS
    return leaf, msgspec.structs.replace(leaf, field=in_title)


def _is_question(items: Sequence[_Analysed]) -> bool:
    """Whether a word asks, or the last one ends as a spoken sentence does."""
    return any(item.use is Use.ASKING for item in items) or _SPOKEN.search(items[-1].clause.text) is not None


def _demanded(wanted: list[_Analysed]) -> list[_Analysed]:
    """The clauses a trip must have: those with a kept term; only where there is none, the others by their text."""
    return [item for item in wanted if item.terms] or wanted


def _dropped(item: _Analysed, wanted: list[_Analysed], demanded: list[_Analysed]) -> tuple[str, ...]:
    if item not in wanted:
        return (item.clause.text,)
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


def row(field: Field, terms: tuple[str, ...]) -> Leaf:
    """`terms` in a row; a row of one is the term (tantivy panics on a phrase of one)."""
    return Row(field, terms) if len(terms) > 1 else Term(field, terms[0])


def _all_of(parts: Iterable[Node]) -> Node:
    parts = tuple(parts)
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _any_of(parts: Sequence[Node]) -> Node:
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
