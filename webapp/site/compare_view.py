"""Two searches side by side, each with its own conditions in the address behind `a_` and `b_`."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from search.engine import TripSearch
from search.query import Filters, TripQuery
from webapp.language import gettext, noted
from webapp.request.arguments import read_arguments
from webapp.request.faults import BadParametersError, Fault
from webapp.request.params import Ordered, read_form
from webapp.request.queries import to_whole_query
from webapp.site.address import Address
from webapp.site.overview import Overview, make_overview

SIDES: Final = ("a", "b")
_NAMES: Final = {"a": noted("왼쪽"), "b": noted("오른쪽")}


class Side(NamedTuple):
    """One of both; `query` is None where nothing was asked on it, and `faults` what is wrong by field."""

    key: str
    values: dict[str, list[str]]
    address: Address | None
    query: TripQuery | None
    faults: tuple[Fault, ...]

    @property
    def name(self) -> str:
        """What the page calls it."""
        return gettext(_NAMES[self.key])

    def value(self, field: str) -> str:
        """What was asked in a field."""
        return next(iter(self.values.get(field, ())), "")

    @property
    def called(self) -> str:
        """What was asked, in the words of the form."""
        return ", ".join(text for texts in self.values.values() for text in texts)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What a form sends along that none of its fields shows."""
        return [
            (f"{self.key}_{name}", value)
            for name, values in self.values.items()
            for value in (values[1:] if name in FIELDS else values)
        ]


class Comparison(NamedTuple):
    """Both sides with their figures, and what is said of them together."""

    sides: tuple[Side, ...]
    overviews: tuple[Overview, ...]
    notes: tuple[str, ...]


# The fields of the form; an address may have every condition of a search.
FIELDS: Final = ("q", "organisation", "country", "theme", "year")


def read_sides(query_string: bytes, engine: TripSearch) -> tuple[Side, ...]:
    """What is asked on both sides. Raises BadParametersError for names that belong to neither."""
    arguments = read_arguments(query_string)
    unknown = [name for name in arguments if name[:2] not in {f"{key}_" for key in SIDES}]
    if unknown:
        sentence = gettext("알 수 없는 매개변수입니다. 검색의 매개변수 앞에 a_나 b_를 붙이세요.")
        raise BadParametersError([Fault(name, sentence) for name in unknown])
    return tuple(
        _side(key, {name[2:]: [*values] for name, values in arguments.items() if name.startswith(f"{key}_")}, engine)
        for key in SIDES
    )


def make_comparison(sides: Sequence[Side], engine: TripSearch) -> Comparison:
    """The figures of both sides, where both can be asked. Raises SearchUnavailableError."""
    asked = [(side.query, side.address) for side in sides if side.query and side.address]
    if len(asked) < len(sides):
        return Comparison(tuple(sides), (), ())
    overviews = tuple(make_overview(engine, query, address) for query, address in asked)
    notes = (gettext("양쪽의 조건이 같습니다. 한쪽을 바꾸세요."),) if asked[0][0] == asked[1][0] else ()
    return Comparison(tuple(sides), overviews, notes)


def to_compare(address: Address) -> dict[str, Any]:
    """The parameters of a comparison whose left side is the search at `address`."""
    names = {"q", "match", "correct", *Filters.__struct_fields__}
    return {f"a_{name}": [*values] for name, values in address.values.items() if name in names}


def _side(key: str, values: dict[str, list[str]], engine: TripSearch) -> Side:
    filled = {name: [text for text in texts if text.strip()] for name, texts in values.items()}
    filled = {name: texts for name, texts in filled.items() if texts}
    if not filled:
        return Side(key, {}, None, None, ())
    try:
        parameters = read_form(urlencode(filled, doseq=True).encode(), Ordered)
        query = to_whole_query(parameters, engine)
    except BadParametersError as error:
        return Side(key, filled, None, None, tuple(error.faults))
    return Side(key, filled, Address.of(parameters.q, query), query, ())
