"""A search that finds nothing as typed → the same search as it was probably meant, and said so.

A word that the index holds is never replaced, and of the others only those that are long enough to tell what was meant;
each is replaced by itself and the rest of the query stays as typed. Everything else is only offered.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from heapq import nsmallest
from itertools import product
from typing import Final, NamedTuple

import msgspec

from search.engine import Listing
from search.engines.serving import Serving
from search.korean.jamo import LATIN, is_complete, other_keyboard
from search.korean.particles import without_particles
from search.page import Statistics, TripPage, Understood
from search.parse import parse, typed
from search.query import Breakdown, Clause, Match, TripQuery
from search.suggest.guesses import Guess, near_in_korean, spelled
from search.suggest.spelling import Near, is_told
from search.suggest.suggester import MAX_CORRECTIONS

# With so many trips that have every word nobody looks for a mistake.
FEW: Final = 3
# A text with more words to look up, or more that stand nowhere, is a quotation or in another language.
MAX_UNKNOWN: Final = 8
MAX_WRONG: Final = 4
# What can be compared with words: Hangul also beside digits and Latin letters, Latin letters by themselves.
_PIECE: Final = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣ]+|(?<![^\W_])[A-Za-z]+(?![^\W_])")


class _Wrong(NamedTuple):
    """A piece of a clause that may be a mistake, and what it may have meant, best first.

    That is one of the `guesses`; where there are none, one of the words that are `near` in Korean, if the index has it.
    """

    clause: int
    text: str
    start: int
    end: int
    stands: bool
    guesses: Sequence[Guess]
    near: Sequence[Near]


def search_corrected(query: TripQuery, serving: Serving) -> TripPage:
    """The page of `query`, or of its best correction where words of it stand nowhere. Raises SearchUnavailableError."""
    return _answered(query, serving).page


def list_corrected(query: TripQuery, serving: Serving) -> Listing:
    """Every hit of `query`, or of the correction that its pages would show. Raises SearchUnavailableError."""
    asked, page = _answered(msgspec.structs.replace(query, size=0, facets=(), after=None), serving)
    return Listing(page.total, page.understood, page.index, serving.every(asked))


def count_corrected(query: TripQuery, breakdown: Breakdown, serving: Serving) -> Statistics:
    """The hits of `query`, or of the correction that its pages would show, counted. Raises SearchUnavailableError."""
    asked, page = _answered(msgspec.structs.replace(query, size=0, facets=(), after=None), serving)
    rows = serving.rows(asked, breakdown)
    return Statistics(total=page.total, rows=rows, understood=page.understood, index=page.index)


class _Answered(NamedTuple):
    """The search that was asked in the end, and its page."""

    query: TripQuery
    page: TripPage


def _answered(query: TripQuery, serving: Serving) -> _Answered:
    page = serving.page(query)
    understood = page.understood
    # A question does not tell how many trips have all its words.
    found_all = understood.all_words or 0
    asks_nothing = understood.all_words is None and not understood.terms
    if not query.correct or asks_nothing or found_all >= FEW or not any(map(_is_word, query.clauses)):
        return _Answered(query, page)
    left_out = {*understood.dropped, *(added.word for added in understood.added)}
    corrector = _Corrector(query, serving, left_out)
    wrong = corrector.wrong(standing=found_all > 0)
    nowhere = [one for one in wrong if not one.stands]
    if query.match is not Match.EXACT:
        for clauses in corrector.corrections(nowhere, sure=True):
            meant = msgspec.structs.replace(query, clauses=clauses, correct=False)
            found = serving.page(meant)
            if found.understood.all_words or found.total > page.total:
                return _Answered(meant, _saying(found, corrected=typed(clauses)))
    if understood.all_words is None:
        return _Answered(query, page)
    for clauses in corrector.corrections(wrong, sure=False):
        asked = msgspec.structs.replace(query, clauses=clauses, size=1, facets=(), after=None, correct=False)
        if _finds_more(serving.page(asked), page):
            return _Answered(query, _saying(page, did_you_mean=typed(clauses)))
    return _Answered(query, page)


class _Corrector:
    """Looks for the words of one query that were not meant as they stand."""

    def __init__(self, query: TripQuery, serving: Serving, right: Collection[str]) -> None:
        """The words in `right` are names of our files and words that only ask: no mistakes, whatever stands nearby."""
        self._query = query
        self._serving = serving
        self._suggester = serving.typing.suggester
        self._right = frozenset(right)
        self._found: dict[str, bool] = {}
        self._tried: set[tuple[Clause, ...]] = set()

    def wrong(self, *, standing: bool) -> list[_Wrong]:
        """The pieces of words that stand nowhere, where something else may have been meant.

        Those too that are `standing`, if wanted, but that the suggestions do not list.
        """
        unknown = [
            (place, found)
            for place, clause in enumerate(self._query.clauses)
            if _is_word(clause) and not self._is_right(clause.text)
            for found in _PIECE.finditer(clause.text)
            if not self._is_right(found[0])
        ]
        if len(unknown) > MAX_UNKNOWN:
            return []
        wrong = [
            _Wrong(place, found[0], *found.span(), self._stands(self._query.clauses[place].text, found[0]), *meant)
            for place, found in unknown
            if any(meant := self._meant(found[0]))
        ]
        if sum(not one.stands for one in wrong) > MAX_WRONG:
            return []
        wrong = [
            one._replace(guesses=self._known(one))
            for one in wrong
            if not one.stands or (standing and is_told(one.text))
        ]
        return [one for one in wrong if one.guesses]

    def corrections(self, wrong: Sequence[_Wrong], *, sure: bool) -> Iterator[tuple[Clause, ...]]:
        """The query with the pieces replaced, best first, each once; with `sure` by what was surely meant."""
        if sure and (clauses := self._on_other_keyboard()):
            yield clauses
        replaced = [one for one in wrong if not sure or any(guess.sure for guess in one.guesses)]
        ranked = [enumerate(guess for guess in one.guesses if guess.sure or not sure) for one in replaced]
        choices = nsmallest(MAX_CORRECTIONS, product(*ranked), key=_doubt) if replaced else []
        for choice in choices:
            clauses = self._replaced([(one, guess.text) for one, (_, guess) in zip(replaced, choice, strict=True)])
            if clauses not in self._tried:
                self._tried.add(clauses)
                yield clauses

    def _on_other_keyboard(self) -> tuple[Clause, ...]:
        """Several words that all stand nowhere, as the other keyboard has them: `ㅜㄷㅅ ㅋㄷ개` is net zero."""
        words = [clause for clause in self._query.clauses if _is_word(clause)]
        text = typed(words)
        is_whole = is_complete(text) and not LATIN.search(text)
        if len(words) == 1 or is_whole or self._stands(*(clause.text for clause in words)):
            return ()
        meant = parse(other_keyboard(text) or "")
        others = (clause for clause in self._query.clauses if not _is_word(clause))
        return (*meant, *others) if self._understood(meant, Match.ALL).all_words else ()

    def _is_right(self, word: str) -> bool:
        return self._suggester.has(word) or not self._right.isdisjoint(without_particles(word))

    def _meant(self, word: str) -> tuple[Sequence[Guess], Sequence[Near]]:
        """The guesses at a word by what the index is called and summed up with; only without one, by all of Korean."""
        guesses = self._suggester.guesses(word)
        return guesses, () if guesses else near_in_korean(word)

    def _known(self, wrong: _Wrong) -> list[Guess]:
        guesses = [guess for guess in wrong.guesses if self._is_known(guess.text)]
        return guesses or spelled([near for near in wrong.near if self._stands(near.word)])

    def _is_known(self, guess: str) -> bool:
        """Whether the index holds a guess: another keyboard, or a compound, makes a word of nearly anything."""
        return self._suggester.has(guess) or self._stands(guess)

    def _stands(self, *texts: str) -> bool:
        """Whether one of some texts is found in the index, whatever the filters leave of it."""
        return any(map(self._is_found, texts))

    def _is_found(self, text: str) -> bool:
        if text not in self._found:
            self._found[text] = self._look_up(text)
        return self._found[text]

    def _look_up(self, text: str) -> bool:
        understood = self._understood([Clause(text)], Match.ALL)
        if not understood.all_words:
            return understood.all_words is None
        if len(understood.terms) == 1 or min(map(len, understood.terms), default=1) > 1:
            return True
        # Single syllables stand in nearly every trip: a word that was cut into them must stand in one piece.
        return self._is_in_one_piece(text)

    def _is_in_one_piece(self, text: str) -> bool:
        """Whether a trip has the terms of a text in a row, or its letters."""
        ways = (([Clause(text, quoted=True)], Match.ALL), ([Clause(text)], Match.EXACT))
        return any(self._understood(clauses, match).all_words for clauses, match in ways)

    def _understood(self, clauses: Sequence[Clause], match: Match) -> Understood:
        return self._serving.page(TripQuery(clauses=tuple(clauses), match=match, size=0, correct=False)).understood

    def _replaced(self, choice: Sequence[tuple[_Wrong, str]]) -> tuple[Clause, ...]:
        clauses: list[Clause] = []
        for place, clause in enumerate(self._query.clauses):
            text = clause.text
            for wrong, better in reversed([one for one in choice if one[0].clause == place]):
                text = text[: wrong.start] + better + text[wrong.end :]
            clauses += [clause] if text == clause.text else parse(typed([Clause(text)]))
        return tuple(dict.fromkeys(clauses))


def _is_word(clause: Clause) -> bool:
    return clause.searchable and not clause.quoted and not clause.excluded


def _doubt(choice: Sequence[tuple[int, Guess]]) -> int:
    return sum(rank for rank, _ in choice)


def _finds_more(found: TripPage, page: TripPage) -> bool:
    """Whether more trips have every word; where none had, whether more have any."""
    before = page.understood.all_words or 0
    return (found.understood.all_words or 0) > before or (not before and found.total > page.total)


def _saying(page: TripPage, **what: str) -> TripPage:
    return msgspec.structs.replace(page, understood=msgspec.structs.replace(page.understood, **what))
