"""Sentences for people: in Korean, with the template and the values that they are made of.

Whoever has another language writes the template of its own with the same values; to all others a sentence is its text.
A template names its values (`{count:,}`); `{name:은/는}` is the particle alone that the value takes, and `{name:low}` a
name within a sentence of a language that has small letters.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from string import Formatter
from typing import Self

from search.korean.particles import particle

_PARTICLES = "/"
_LOW = "low"
# As many as there are templates, and no template is made of what somebody sends.
_KEPT = 2_048


class Sentence(str):
    """The text itself."""

    __slots__ = ("template", "values")

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """`template` with `values` in it."""
        made = super().__new__(cls, written(template, values))
        made.template, made.values = template, values
        return made


def written(template: str, values: Mapping[str, object], shown: Callable[[object], str] = str) -> str:
    """`template` with `values` in it, each as `shown` makes it fit for where it stands."""
    pieces = []
    for literal, name, spec in _pieces(template):
        pieces.append(literal)
        if name is None:
            continue
        value = values[name]
        if _PARTICLES in spec:
            pieces.append(particle(str(value), spec))
        elif spec == _LOW:
            text = str(value)
            pieces.append(shown(text[:1].lower() + text[1:]))
        else:
            pieces.append(shown(format(value, spec) if spec else value))
    return "".join(pieces)


@lru_cache(_KEPT)
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    return tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(template))
