"""A query ready to compile and to mark: one tree of what is stored, for both engines.

A compiler turns the tree into its engine's query and snippets.py finds the same tree's leaves in a hit, so that what
matches, what scores and what is marked cannot drift apart. The rules are those of docs/query-syntax.md.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, TITLE_BIGRAMS, TITLE_TERMS, Field, Role
from search.korean.letters import row_of
from search.page import Added


class Term(msgspec.Struct, frozen=True):
    """One stored term occurs in `field`."""

    field: Field
    value: str

    @property
    def is_fact(self) -> bool:
        """Whether it is true of a trip and nothing of its text: a year, a region."""
        return self.field.role is Role.KEYWORD


class Row(msgspec.Struct, frozen=True):
    """Two and more stored terms occur one after the other in one paragraph or field."""

    field: Field
    values: tuple[str, ...]


class Letters(msgspec.Struct, frozen=True):
    """The letters and digits of normalised `text` stand in one paragraph or field, a cut where it has cuts.

    Its last word may go on; `inside` says that its first may begin inside another (search/korean/letters.py).
    """

    text: str
    inside: bool = False

    @property
    def stored(self) -> Term | Row:
        """The same as an index holds it."""
        return row(TEXT_BIGRAMS, row_of(self.text, inside=self.inside))


class AllOf(msgspec.Struct, frozen=True):
    """Every part occurs somewhere in the trip; of nothing: always true."""

    parts: tuple["Node", ...]


class AnyOf(msgspec.Struct, frozen=True):
    """At least one part occurs; of nothing: never true."""

    parts: tuple["Node", ...]


Leaf = Term | Row | Letters
Node = Term | Row | Letters | AllOf | AnyOf


class Weights(msgspec.Struct, frozen=True):
    """What adds how much to a score; docs/decisions/0008-ranking.md has the measurements."""

    text_terms: float = TEXT_TERMS.weight
    text_bigrams: float = TEXT_BIGRAMS.weight
    title_terms: float = TITLE_TERMS.weight
    title_bigrams: float = TITLE_BIGRAMS.weight
    # A word added to the query, beside one that was typed.
    added: float = 0.8
    # The terms of two neighbouring words in a row.
    neighbours: float = 0.3
    # Verbs and adjectives, and what says something beside other words only: trips tell the same with other ones.
    verbs: float = 0.8
    leaning: float = 0.3
    # A year or a region that was typed, where the trip is of it: as much as a word of middling rarity.
    facts: float = 2.0

    def of(self, field: Field) -> float:
        """The weight of a field that scores."""
        weight: float = getattr(self, field.name)
        return weight


WEIGHTS: Final = Weights()


class Score(msgspec.Struct, frozen=True):
    """A leaf that adds to the score where it occurs, `weight` times its BM25; a fact, which has none, the weight."""

    leaf: Term | Row
    weight: float


class Word(msgspec.Struct, frozen=True):
    """What one word of the query, or several that are one name, ask of a trip.

    `typed` is true where it stands as typed, `added` where another word for it does, `narrower` where another or a
    narrower one does. `parts` are what `typed` needs, each good enough where any word is; `fact` is a part of it that
    is true of the trip itself: such trips come first.
    """

    typed: Node
    added: Node | None = None
    narrower: Node | None = None
    parts: tuple[Node, ...] = ()
    fact: Node | None = None

    @property
    def same(self) -> Node:
        """True where the trip has the word, as typed or as another word for it."""
        return any_of((self.typed, self.added)) if self.added else self.typed

    @property
    def meant(self) -> Node:
        """True where the trip has the word, as typed, as another word for it, or as a narrower one."""
        return any_of((self.typed, self.narrower)) if self.narrower else self.same

    @property
    def any_part(self) -> tuple[Node, ...]:
        """The nodes of which one is enough where any word is."""
        others = self.narrower or self.added
        return (*(self.parts or (self.typed,)), *((others,) if others else ()))


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
        return all_of((*self.phrases, *(word.meant for word in self.words)))

    @property
    def any_word(self) -> Node | None:
        """True of a trip with every phrase and one word at least; None where that says the same as `all_words`."""
        parts = [part for word in self.words for part in word.any_part]
        said_already = len(self.words) == 0 or (len(self.words) == 1 and not self.words[0].parts)
        return None if said_already else all_of((*self.phrases, AnyOf(tuple(parts))))

    @property
    def tiers_with_all(self) -> tuple[Node, ...]:
        """The trips with every word in strict order: by facts, by words as typed, by other words, by narrower ones."""
        wider = (
            [word.fact or word.typed for word in self.words],
            [word.typed for word in self.words],
            [word.same for word in self.words],
            [word.meant for word in self.words],
        )
        return tuple(dict.fromkeys(all_of((*self.phrases, *words)) for words in wider))


def row(field: Field, terms: tuple[str, ...]) -> Term | Row:
    """`terms` in a row; a row of one is the term (tantivy panics on a phrase of one)."""
    return Row(field, terms) if len(terms) > 1 else Term(field, terms[0])


def all_of(parts: Iterable[Node]) -> Node:
    """Every one of `parts`; of one: that one."""
    parts = tuple(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else AllOf(parts)


def any_of(parts: Sequence[Node]) -> Node:
    """At least one of `parts`; of one: that one."""
    parts = tuple(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else AnyOf(parts)
