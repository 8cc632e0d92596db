"""The words and phrases of a query as they are read: which of them a trip must have, and what is said of the others."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from search.korean.analysis import Analysis
from search.query import Clause, Match
from search.sentences import Sentence
from search.words.groups import key
from search.words.questions import QuestionWords, Use, use_of

_Value = TypeVar("_Value")

# A question of fewer words is as good as keywords.
QUESTION: Final = 3
# So many words of a query are looked for: more is a text that somebody pasted.
MAX_WORDS: Final = 24
_SPOKEN: Final = re.compile(r"(?:요|까|죠|니다)[.?!]?$|[?]$")


class Item(msgspec.Struct, frozen=True):
    """A word or phrase of a query, analysed."""

    clause: Clause
    analysis: Analysis
    questions: QuestionWords
    # The word of ours that it is, without a particle; empty where it is none.
    name: str = ""

    @property
    def terms(self) -> tuple[str, ...]:
        """What nori keeps of it."""
        return self.analysis.terms

    @property
    def content(self) -> str:
        """The text without particles and endings."""
        return self.name or self.analysis.content

    @property
    def dropped(self) -> tuple[str, ...]:
        """What is left out of it as grammar."""
        return tuple(piece for piece in self.analysis.dropped if piece not in self.name)

    @property
    def says_something(self) -> bool:
        """Whether there is more in it than grammar."""
        return bool(self.terms or self.name or self.analysis.readings[0].lost)

    @property
    def use(self) -> Use:
        """What the word does in a query; quoted ones are always content, and names that nori takes for another word."""
        is_misread = bool(self.name) and key("".join(self.terms)) != key(self.name)
        return Use.CONTENT if self.clause.quoted or is_misread else use_of(self.terms, self.questions)


def is_question(items: Sequence[Item]) -> bool:
    """Whether a word asks, or the last one ends as a spoken sentence does."""
    return any(item.use is Use.ASKING for item in items) or _SPOKEN.search(items[-1].clause.text) is not None


def searched_for(asked: list[Item], match: Match) -> list[Item]:
    """What a trip is looked for by: nothing that only asks, and what every trip is only where there is nothing else.

    Who searches by the letters means those of a trip, too.
    """
    content = [item for item in asked if item.use is Use.CONTENT]
    if content and match is not Match.EXACT:
        return content
    return [item for item in asked if item.use in {Use.CONTENT, Use.TRIP}] or asked


def bounded(items: list[Item]) -> list[Item]:
    """What is looked for: every phrase, and so many words; each costs time in every tier, and visitors are many."""
    words = [item for item in items if not item.clause.quoted]
    left_out = words[MAX_WORDS:]
    return [item for item in items if item not in left_out]


def too_many(every: list[Item], wanted: list[Item]) -> tuple[str, ...]:
    """What is said where only some words are looked for."""
    if len(every) == len(wanted):
        return ()
    return (
        Sentence(
            "검색어가 많아 앞의 {most}개로 검색했습니다. 나머지 {others}개는 제외했습니다.",
            most=MAX_WORDS,
            others=len(every) - len(wanted),
        ),
    )


def demanded(wanted: list[Item]) -> list[Item]:
    """The clauses a trip must have: those with a kept term; only where there is none, the others by their letters."""
    return [item for item in wanted if item.says_something] or wanted


def dropped_of(item: Item, wanted: list[Item], needed: list[Item]) -> tuple[str, ...]:
    """What of an item no trip must have."""
    if item not in wanted:
        return (item.clause.text,)
    if item.says_something:
        return item.dropped
    return () if item in needed else (item.clause.text,)


def unsearchable(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """What is said of clauses of signs alone."""
    left_out = ", ".join(clause.text for clause in clauses if not clause.searchable)
    if not left_out:
        return ()
    return (Sentence("‘{text}’에는 검색할 수 있는 글자나 숫자가 없어 제외했습니다.", text=left_out),)


def notes_on(wanted: list[Item], needed: list[Item]) -> tuple[str, ...]:
    """What is said of items that are grammar alone: looked for by their letters, or left out beside others."""
    notes = [
        Sentence("‘{text}’{text:은/는} 검색 대상 단어가 아니어서 글자 그대로 검색했습니다.", text=item.clause.text)
        for item in needed
        if not item.says_something
    ]
    if needed != wanted:
        left_out = ", ".join(item.clause.text for item in wanted if item not in needed)
        notes.append(Sentence("‘{text}’{text:은/는} 조사·어미 등으로만 이루어져 조건에서 제외했습니다.", text=left_out))
    return tuple(notes)


def unique(values: Iterable[_Value]) -> tuple[_Value, ...]:
    """Each of `values` once, in order."""
    return tuple(dict.fromkeys(values))
