"""Text a person typed → clauses. Any text is accepted: what has no meaning here is simply a word or a space.

Words, "phrases", -exclusions. A quote that is never closed closes at the end; curly quotes are quotes, and every
dash or minus sign is the minus of an exclusion, which touches what it excludes and nothing before: in a pasted list
`- 추진 배경` excludes nothing.
"""

import re
from collections.abc import Iterable
from typing import Final

from search.korean.normalise import normalise
from search.query import Clause

_QUOTES: Final = '"\u201c\u201d\u201e\u201f\u2033'
# Wide ones are normalised to these; phones and word processors write – and — for a typed -.
_MINUS: Final = "-\u2010\u2012\u2013\u2014\u2212"
_CLAUSE: Final = re.compile(
    rf"(?P<minus>(?<!\S)[{_MINUS}](?=\S))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?:[{_QUOTES}]|$)|(?P<word>[^\s{_QUOTES}]+))"
)


def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of `text`, normalised and in order, each once; what cannot be searched is one too, and is said."""
    clauses = (
        Clause(
            text=" ".join((found["word"] or found["phrase"] or "").split()),
            quoted=found["word"] is None,
            excluded=found["minus"] is not None,
        )
        for found in _CLAUSE.finditer(normalise(text).text)
    )
    return tuple(dict.fromkeys(clause for clause in clauses if clause.text))


def typed(clauses: Iterable[Clause]) -> str:
    """The clauses as a person types them: `parse` makes the same clauses of it."""
    text = " ".join(map(_written, clauses))
    # A letter that would open the line as a bullet is a word behind a quote that is closed at once.
    return text if normalise(text).text == text else f'""{text}'


def _written(clause: Clause) -> str:
    text = f'"{clause.text}"' if clause.quoted else clause.text
    if clause.excluded:
        return f"-{text}"
    # A word that begins with a minus excludes nothing behind a quote that is closed at once.
    return f'""{text}' if text.startswith(tuple(_MINUS)) else text
