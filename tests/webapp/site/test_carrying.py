"""Whatever a page was asked with, its links and forms ask for again, but for the one thing that they change."""

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import TripSearch
from search.query import FacetName, Filters
from search.trip import Place, Theme, Trip
from tests.webapp.markup import Elements, Forms
from webapp.app import create_app

TRIPS = [
    Trip(
        id=f"t{number}",
        title=f"탄소중립 정책 {number}",
        countries=(Place(code, name),),
        organisation=f"기관{number % 3}",
        departs=dt.date(2023 + number % 3, 5, 1),
        nights=number % 5,
        people=number % 4 + 1,
        themes=(Theme("climate-energy", ("탄소중립",)),),
    )
    for number, (code, name) in enumerate([("JP", "일본"), ("DE", "독일"), ("CN", "중국")] * 4)
]
VALUES = {
    "country": ["JP", "DE", "CN"],
    "organisation": ["기관0", "기관1", "기관2"],
    "theme": ["climate-energy", "tourism"],
    "year": ["2023", "2024", "2025"],
}
CONDITIONS = set(Filters.__struct_fields__)
Asked = dict[str, list[str]]

SEVERAL = {
    prefix + name: st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
    for name, values in VALUES.items()
    for prefix in ("", "not_")
}
ONE = {
    "q": ["탄소중립", "탄소중립 독일", "정책 2024년", "탄소중릡", '"없는 말" 정책', "xksthwndflq 정책"],
    "match": ["all", "any", "exact"],
    "correct": ["false"],
    "departs_from": ["2023-01-01", "2024-05-01"],
    "departs_to": ["2025-06-01"],
    "nights_min": ["0", "2"],
    "nights_max": ["4"],
    "people_min": ["1"],
    "people_max": ["3", "9"],
    "sort": ["newest", "oldest", "longest"],
    "size": ["1", "3", "50"],
    "facet_size": ["1", "2"],
}
FACETS = st.lists(st.sampled_from([name.value for name in FacetName]), min_size=1, max_size=3, unique=True)
ASKED = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(values).map(lambda value: [value]) for name, values in ONE.items()},
        **SEVERAL,
        "facets": FACETS,
    },
)


@pytest.fixture(scope="module")
def site(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    app = create_app(make_engine(TRIPS))
    app.testing = True
    return app.test_client()


def same(asked: Asked) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in asked.items()}


def changed(asked: Asked, link: str) -> set[str]:
    """The parameters that a link asks for otherwise; where it goes on, what it marks and shows are its own."""
    other = same(parse_qs(urlsplit(link).query))
    before = same(asked)
    names = (before.keys() | other.keys()) - {"cursor", "page", "version", "at", "marked", "leave_out", "order", "find"}
    return {name for name in names if before.get(name) != other.get(name)}


def links_to(html: str, path: str) -> Iterator[str]:
    main = html.partition("<main")[2]
    # The switch of the language asks for another language, and for nothing else that is new.
    found = (str(link["href"]) for link in Elements(main).all("a") if "hreflang" not in link)
    # A reference names a trip, whatever led to it.
    yield from (href for href in found if href.startswith(path) and "/citation." not in href)


def is_one_change(names: set[str]) -> bool:
    """One parameter; a value from one side of a facet to the other; a word that becomes a condition; all conditions."""
    facets = {name.removeprefix("not_") for name in names}
    return len(names) < 2 or len(facets) == 1 or len(names - {"q"}) == 1 or names <= CONDITIONS


@given(ASKED)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_links_and_the_form_of_a_search_keep_everything_else(site: FlaskClient, asked: Asked) -> None:
    answer = site.get("/search?" + urlencode(asked, doseq=True))
    assert answer.status_code == 200
    for link in links_to(answer.text, "/search?"):
        assert is_one_change(changed(asked, link)), link
    for path in ("/search/facets/", "/trips/"):
        for link in links_to(answer.text, path):
            assert changed(asked, link) == set(), link
    assert [same(sent) for sent in Forms(answer.text).sent] == [same(asked)]


@given(ASKED)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_page_of_a_facet_keeps_the_search_that_it_belongs_to(site: FlaskClient, asked: Asked) -> None:
    answer = site.get("/search/facets/organisation?" + urlencode(asked, doseq=True))
    assert answer.status_code == 200
    for link in links_to(answer.text, "/search?"):
        assert changed(asked, link) <= {"organisation", "not_organisation"}, link
    assert [same(sent) for sent in Forms(answer.text).sent] == [same(asked)] * 2


@given(ASKED)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_trip_leads_back_to_the_search_that_found_it(site: FlaskClient, asked: Asked) -> None:
    html = site.get("/trips/t1?" + urlencode(asked, doseq=True)).text
    back = list(links_to(html.partition("<article")[0], "/search"))
    assert [changed(asked, link) for link in back] == ([set()] if asked else [])
    for link in links_to(html, "/trips/"):
        assert changed(asked, link) == set(), link
    assert [same(sent) for sent in Forms(html).sent] == [same(asked)]


def test_a_trip_found_by_a_correction_marks_what_was_meant_and_leads_back_to_what_was_typed(site: FlaskClient) -> None:
    (link, *_) = links_to(site.get("/search?q=탄소중릡&sort=newest").text, "/trips/")
    html = site.get(link).text
    assert "<mark>탄소중립</mark>" in html
    (back,) = links_to(html.partition("<article")[0], "/search")
    assert parse_qs(urlsplit(back).query) == {"q": ["탄소중릡"], "sort": ["newest"]}
