"""The address of a search page: what was asked, in the words of its parameters, and the same with one thing changed."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final, Self
from urllib.parse import urljoin

import msgspec
from flask import request, url_for

from search.query import DEFAULT_FACET_SIZE, DEFAULT_SIZE, FacetName, Filters, Match, Sort, TripQuery
from webapp.language import gettext, noted
from webapp.request.faults import BadParametersError, Fault
from webapp.request.params import Listed

CONDITIONS: Final = frozenset(Filters.__struct_fields__)
# What a search may carry: a text of the longest kind takes three quarters of it. Every link of a page repeats it.
MAX_ADDRESS: Final = 8_000
MAX_CONDITIONS: Final = 100


class Address(msgspec.Struct, frozen=True):
    """What a search page was asked; always of a first page. Parameters at their defaults stay unsaid."""

    values: dict[str, tuple[str, ...]]

    @classmethod
    def of(cls, q: str, query: TripQuery) -> Self:
        """The address of `query`, typed as `q`."""
        values = {
            "q": (q,),
            "match": (query.match.value,) if query.match is not Match.AUTO else (),
            "correct": () if query.correct else ("false",),
            **dict(_of_filters(query.filters)),
            "sort": (query.sort.value,) if query.sort is not Sort.RELEVANCE else (),
            "size": (str(query.size),) if query.size != DEFAULT_SIZE else (),
            "facets": tuple(name.value for name in query.facets) if set(query.facets) != set(FacetName) else (),
            "facet_size": (str(query.facet_size),) if query.facet_size != DEFAULT_FACET_SIZE else (),
        }
        return cls({name: given for name, given in values.items() if any(given)})

    @classmethod
    def stated(cls, parameters: Listed) -> Self:
        """The address of the search that `parameters` state, not looked into."""
        stated = ((name, getattr(parameters, name), field.default) for name, field in Listed.model_fields.items())
        return cls({name: _written(value) for name, value, default in stated if value != default})

    def check(self) -> None:
        """Raises BadParametersError for a search whose page would be links for the most part."""
        conditions = sum(len(values) for values in self.values.values())
        length = len(self.url)
        if conditions > MAX_CONDITIONS:
            said = noted("조건은 모두 {most}개까지 쓸 수 있습니다({used}개). 조건을 줄이세요.")
            sentence = gettext(said, most=MAX_CONDITIONS, used=conditions)
        elif length > MAX_ADDRESS:
            said = noted("주소가 {used:,}바이트입니다. {most:,}바이트까지 쓸 수 있으니 조건을 줄이세요.")
            sentence = gettext(said, most=MAX_ADDRESS, used=length)
        else:
            return
        raise BadParametersError([Fault("", sentence)])

    @property
    def url(self) -> str:
        """The address itself."""
        return self.to("pages.search")

    @property
    def whole(self) -> str:
        """The address itself, with the site's own."""
        return urljoin(request.url_root, self.url)

    def to(self, endpoint: str, **more: str) -> str:
        """The address of another page of this search."""
        given: dict[str, Any] = {**{name: list(values) for name, values in self.values.items()}, **more}
        return url_for(endpoint, **given)

    def given(self, name: str) -> tuple[str, ...]:
        """What was asked under `name`."""
        return self.values.get(name, ())

    def with_only(self, name: str, *given: str) -> "Address":
        """The same with nothing but `given` under `name`."""
        kept = {other: values for other, values in self.values.items() if other != name}
        return Address({**kept, name: given} if given else kept)

    @property
    def unfiltered(self) -> "Address":
        """The same without any condition."""
        return Address({name: given for name, given in self.values.items() if name not in CONDITIONS})

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every parameter with every value, as a form sends them along."""
        return tuple((name, value) for name, given in self.values.items() for value in given)

    def toggled(self, name: str, value: str) -> "Address":
        """The same with `value` added under `name`, or taken away if it was there."""
        before = self.given(name)
        after = tuple(other for other in before if other != value) if value in before else (*before, value)
        return self.with_only(name, *after)


def _of_filters(filters: Filters) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in filters.__struct_fields__:
        value = getattr(filters, name)
        if value is not None:
            yield name, _written(value)


def _written(value: object) -> tuple[str, ...]:
    """A value as parameters write it."""
    match value:
        case tuple() as values:
            return tuple(map(str, values))
        case dt.date() as day:
            return (day.isoformat(),)
        case bool() as answer:
            return (str(answer).lower(),)
        case _:
            return (str(value),)
