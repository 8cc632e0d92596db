"""A trip → the search for trips like it: its most telling terms, chosen once in Python so that both engines ask alike.

How rare a term is among the trips decides in the engine's own score (BM25). Before that, a list of words that nearly
every such report has keeps them from taking the place of telling ones.
"""

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

from mappings.fields import ID, TEXT_TERMS, TITLE_TERMS
from search.document.sections import SEPARATOR
from search.document.stored import StoredAnalysis
from search.plan.tree import AnyOf, Plan, Score, Term, Word
from search.query import Clause, Match, TripQuery
from search.trip import Trip

# More terms change the first ten hardly and cost time; fewer leave short reports alone.
MAX_TERMS: Final = 25
# A term of the title tells as much as so many in the text.
TITLE_WEIGHT: Final = 3
# Single syllables are too often pieces, numbers tell of dates and sums.
_TELLS_SOMETHING: Final = re.compile(r"(?=.*[^\W\d]).{2,}")


def similar_to(trip: Trip, analysis: StoredAnalysis, size: int, common: AbstractSet[str]) -> tuple[Plan, TripQuery]:
    """What to ask for: any of the telling terms of `trip`, most of them first, without the trip itself.

    `common` are the terms that nearly every report has.
    """
    terms = telling_terms(analysis, common)
    plan = Plan(
        # Without a telling term nothing is similar.
        words=(Word(AnyOf(tuple(Term(TEXT_TERMS, term) for term in terms))),),
        excluded=(Term(ID, trip.id),),
        scoring=tuple(Score(Term(field, term), field.weight) for term in terms for field in (TEXT_TERMS, TITLE_TERMS)),
        terms=terms,
    )
    # The clauses say that there is something to score by; what is looked for is in the plan.
    return plan, TripQuery(clauses=tuple(Clause(term) for term in terms), match=Match.ANY, size=size)


def telling_terms(analysis: StoredAnalysis, common: AbstractSet[str]) -> tuple[str, ...]:
    """The terms that tell most of a text, the best first, equal ones in the order of the text; no `common` ones."""
    title, _, rest = analysis.terms.partition(SEPARATOR)
    counts = Counter(_telling(rest.split(), common))
    for term in _telling(title.split(), common):
        counts[term] += TITLE_WEIGHT
    ranked = sorted(counts.items(), key=lambda one: -one[1])
    return tuple(term for term, _ in ranked[:MAX_TERMS])


def _telling(terms: Iterable[str], common: AbstractSet[str]) -> Iterable[str]:
    return (term for term in terms if term not in common and _TELLS_SOMETHING.fullmatch(term))
