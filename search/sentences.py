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


def _itself(value: object) -> object:
    return value


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


def written(template: str, values: Mapping[str, object], shown: Callable[[object], object] = _itself) -> str:
    """`template` with `values` in it, each as `shown` makes it fit for where it stands; particles go by the value."""
    pieces = _pieces(template)
    if pieces is None:
        return template.format_map({name: shown(value) for name, value in values.items()})
    return "".join(literal + (_said(values[name], spec, shown) if name else "") for literal, name, spec in pieces)


def _said(value: object, spec: str, shown: Callable[[object], object]) -> str:
    if _PARTICLES in spec:
        return particle(str(value), spec)
    if spec == _LOW:
        text = str(value)
        return str(shown(text[:1].lower() + text[1:]))
    return format(shown(value), spec)


@lru_cache(_KEPT)
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...] | None:
    """What a template is made of; None where Python's own format writes it, which is faster."""
    pieces = tuple((literal, name, spec or "") for literal, name, spec, _ in Formatter().parse(template))
    is_plain = all(spec != _LOW and _PARTICLES not in spec for _, _, spec in pieces)
    return None if is_plain else pieces
