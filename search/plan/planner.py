"""What a search must find, said once for both engines: clauses and the index's analyzer → a plan (search/plan/tree.py).

Words that mean the same are found too, behind those that were typed (search/plan/expander.py).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import msgspec

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, TITLE_BIGRAMS, TITLE_TERMS
from search.korean.analysis import Piece, TextAnalyzer
from search.korean.hangul import RUN, runs
from search.korean.letters import pairs
from search.korean.particles import without_particles
from search.page import Added, Reason
from search.plan.expander import Expander, Meaning, Segment, Typed
from search.plan.facts import Fact, Facts
from search.plan.items import (
    QUESTION,
    Item,
    bounded,
    demanded,
    dropped_of,
    is_question,
    notes_on,
    searched_for,
    too_many,
    unique,
    unsearchable,
)
from search.plan.others import OtherWords, said
from search.plan.reading import exact_node, letters_node, loose_parts, phrase_node, told_apart, word_node
from search.plan.tree import (
    WEIGHTS,
    Node,
    Plan,
    Row,
    Score,
    Term,
    Weights,
    Word,
    all_of,
    any_of,
    row,
)
from search.query import Clause, Match
from search.words.files import Words
from search.words.questions import Use

# A word of so many terms, which is not one of ours, was several that somebody typed without their spaces.
MANY_TERMS: Final = 3


class _Read(msgspec.Struct, frozen=True):
    """A word of the query with what was added to it."""

    word: Word
    added: tuple[Added, ...] = ()
    leaves: tuple[Term | Row, ...] = ()


class Planner:
    """Makes plans in the terms of the index that `analyzer` belongs to. Thread-safe."""

    def __init__(self, analyzer: TextAnalyzer, words: Words, weights: Weights = WEIGHTS) -> None:
        """`words` say what means the same and what only asks; the user words are those of `analyzer`."""
        self._analyzer = analyzer
        self._weights = weights
        self._expander = Expander(analyzer, words.groups)
        self._questions = words.questions
        self._own_words = analyzer.user_words
        self._others = OtherWords(analyzer)
        self._facts = Facts(words.offices)

    def plan(self, clauses: Sequence[Clause], match: Match = Match.AUTO) -> Plan:
        """The plan of `clauses`."""
        searched = [clause for clause in clauses if clause.searchable]
        analysed = list(map(self._analysed, searched if match is Match.EXACT else told_apart(searched)))
        asked = [item for item in analysed if not item.clause.excluded]
        every = searched_for(asked, match)
        wanted = bounded(every)
        needed = demanded(wanted)
        facts = [fact for item in needed if (fact := self._fact(item, match))]
        # What holds a sentence together may be a part of a name: 차 없는 거리.
        words = [item for item in asked if item in wanted or item.use is not Use.CONTENT]
        read = self._words([item for item in words if not item.clause.quoted], needed, match)
        return Plan(
            words=tuple(word.word for word in read),
            phrases=tuple(self._node(item, match) for item in needed if item.clause.quoted),
            excluded=tuple(self._node(item, match) for item in analysed if item.clause.excluded),
            scoring=(*self._scoring(wanted, read), *self._scores(facts)),
            terms=unique(term for item in wanted for term in item.terms),
            dropped=unique(part for item in asked for part in dropped_of(item, wanted, needed)),
            added=unique((*(fact.added for fact in facts), *(added for word in read for added in word.added))),
            notes=(*unsearchable(clauses), *notes_on(wanted, needed), *too_many(every, wanted)),
            asks=len(read) >= QUESTION and is_question(asked),
        )

    def _analysed(self, clause: Clause) -> Item:
        name = "" if clause.quoted else self._name(clause.text)
        return Item(clause, self._analyzer.analyze(clause.text), self._questions, name)

    def _name(self, text: str) -> str:
        """The word of ours that `text` is, perhaps with a particle; nori may see none in it (`오만의`, `건지`)."""
        stems = without_particles(text)
        return next((stem for stem in stems if stem in self._own_words or self._expander.knows(stem)), "")

    def _node(self, item: Item, match: Match) -> Node:
        """What `item` asks of a trip."""
        text = item.clause.text
        if item.clause.quoted:
            return phrase_node(text, item.analysis)
        if match is Match.EXACT:
            return exact_node(text)
        node = word_node(text, item.analysis, self._analyzer)
        if item.name in {"", text}:
            return node
        return any_of([node, word_node(item.name, self._analyzer.analyze(item.name), self._analyzer)])

    def _fact(self, item: Item, match: Match) -> Fact | None:
        """What fulfils a word beside the text of a trip; not what is quoted or searched for by its letters."""
        if item.clause.quoted or match is Match.EXACT:
            return None
        return self._facts.of(item.clause.text, item.content)

    def _fulfilled(self, item: Item, match: Match) -> Node:
        """What is true of a trip that has the word, in its text or as a fact."""
        fact = self._fact(item, match)
        node = self._node(item, match)
        return any_of([node, fact.node]) if fact else node

    def _words(self, items: Sequence[Item], needed: Sequence[Item], match: Match) -> list[_Read]:
        """The words of a query, those that are one name together; one that is not `needed` only as a part of a name."""
        if match is Match.EXACT:
            return [_Read(Word(self._node(item, match))) for item in items if item in needed]
        typed = [Typed(item.content, item.terms, item.clause.text, says=item in needed) for item in items]
        meanings = {meaning.first: meaning for meaning in self._expander.meanings(typed)}
        read = []
        place = 0
        while place < len(items):
            meaning = meanings.get(place)
            last = meaning.last if meaning else place + 1
            nodes = tuple(self._fulfilled(item, match) for item in items[place:last] if item in needed)
            parts = nodes if len(nodes) > 1 else self._pieces(items[place], meaning)
            if nodes:
                found = self._meant(meaning, nodes, parts) if meaning else _Read(Word(nodes[0], parts=parts))
                fact = self._fact(items[place], match) if len(nodes) == 1 else None
                read.append(_of_fact(found, fact) if fact else found)
            place = last
        return read

    def _pieces(self, item: Item, meaning: Meaning | None) -> tuple[Node, ...]:
        """What a word typed without its spaces was written of; nothing for one that is a word of ours."""
        is_one = item.content in self._own_words or (meaning is not None and len(meaning.segments) == 1)
        if is_one:
            return ()
        if len(item.terms) < MANY_TERMS:
            # With a Latin word or a number its terms stand in a row (AI기술): where any word is enough, anywhere.
            loose = loose_parts(item.terms)
            is_mixed = len(item.terms) > 1 and not all(map(RUN.fullmatch, item.terms))
            return (all_of(Term(TEXT_TERMS, term) for term in loose),) if is_mixed and len(loose) > 1 else ()
        segments = meaning.segments if meaning else [Segment(term, (term,), None) for term in item.terms]
        told = [segment for segment in segments if loose_parts(["".join(segment.terms)])]
        return tuple(map(self._piece, told)) if len(told) > 1 else ()

    def _piece(self, segment: Segment) -> Node:
        """A part of a long word, or another word for it, as if it had been typed with spaces around it."""
        own = all_of(Term(TEXT_TERMS, term) for term in segment.terms)
        return any_of([own, *(other.node for other in self._others.beside(segment))])

    def _meant(self, meaning: Meaning, nodes: tuple[Node, ...], parts: tuple[Node, ...]) -> _Read:
        """Words with what else they are called; `parts` are what is enough where any word is."""
        others = [self._others.beside(segment) for segment in meaning.segments]
        if not any(others):
            return _Read(Word(all_of(nodes), parts=parts))
        added = tuple(
            Added(other.text, segment.text, other.reason)
            for segment, found in zip(meaning.segments, others, strict=True)
            for other in found
        )
        leaves = tuple(other.leaf for found in others for other in found)
        narrower = said(meaning.segments, others)
        same = said(meaning.segments, [[one for one in found if one.reason is not Reason.NARROWER] for found in others])
        first = meaning.segments[0]
        if same and len(meaning.segments) == 1 and self._others.are_misread(first):
            return _Read(Word(any_of([letters_node(first.text), same])), added, leaves)
        # An English name of several words is one: `net zero` is not `net` here and `zero` there.
        is_name = len(nodes) > 1 and first.text.isascii() and first.terms
        typed = row(TEXT_TERMS, first.terms) if is_name else all_of(nodes)
        return _Read(Word(typed, same, None if narrower == same else narrower, parts), added, leaves)

    def _scoring(self, wanted: Sequence[Item], read: Sequence[_Read]) -> tuple[Score, ...]:
        """Every term and bigram as typed, then what stands together, then what was added."""
        weights = self._weights
        pieces = [piece for item in wanted for piece in item.analysis.readings[0].pieces]
        syllables = unique(pair for item in wanted for run in runs(item.content) for pair in pairs(run))
        factors: dict[Term | Row, float] = {
            **{Term(TEXT_TERMS, piece.term): self._factor(piece) for piece in pieces},
            **{Term(TEXT_BIGRAMS, pair): 1.0 for pair in syllables},
        }
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

    def _scores(self, facts: Sequence[Fact]) -> tuple[Score, ...]:
        terms = unique(term for fact in facts for term in fact.terms)
        return tuple(Score(term, self._weights.facts) for term in terms)

    def _factor(self, piece: Piece) -> float:
        if piece.is_verb:
            return self._weights.verbs
        return self._weights.leaning if piece.leans else 1.0


def _of_fact(read: _Read, fact: Fact) -> _Read:
    """A word by which trips come first of which it is true as a fact."""
    return msgspec.structs.replace(read, word=msgspec.structs.replace(read.word, fact=fact.node))


def _in_fields(leaf: Term | Row) -> tuple[Term | Row, ...]:
    """`leaf` in the whole text and in the title."""
    in_title = TITLE_TERMS if leaf.field == TEXT_TERMS else TITLE_BIGRAMS
    return leaf, msgspec.structs.replace(leaf, field=in_title)
