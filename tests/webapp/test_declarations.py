"""What is declared is declared whole: half a facet, a range or a field would be accepted and do nothing."""

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import click
import msgspec
import pytest
from flask.testing import FlaskClient

from mappings.fields import Role
from search.answer.filters import FACET_FIELDS, RANGE_FIELDS
from search.document.document import TripDocument
from search.document.sections import sections_of
from search.engine import TripSearch
from search.labels import REASON_LABELS
from search.page import Reason
from search.query import NOT, RANGES, FacetName, Filters, Match, Sort
from search.trip import FIELD_LABELS, GAP_FIELDS, Place, Source, Trip
from tests.webapp.markup import Elements, boxes, links
from trips.searching import search
from webapp.api.answers import WholeTrip
from webapp.app import create_app
from webapp.language import PARAMETER
from webapp.request.conditions import ENDS, FACET_TITLES, Filtered
from webapp.request.labels import MATCH_LABELS, SORT_LABELS
from webapp.request.params import TripsParameters, repeatable
from webapp.site.labels import FORM_LABELS, UNITS
from webapp.site.search_view import value_label

# A trip that states everything.
WHOLE = Trip(
    id="whole",
    title="탄소중립 연구센터 방문",
    title_stated="[붙임] 탄소중립 연구센터 방문_게시용",
    purpose="정책 사례 수집",
    countries=(Place("CN", "중국"),),
    cities=("광저우",),
    organisation="서울특별시",
    department="기후환경본부",
    departs=dt.date(2024, 1, 1),
    returns=dt.date(2024, 1, 2),
    stay="1박 2일",
    nights=1,
    days=2,
    people=1,
    cost_krw=1_000_000,
    cost_stated="1,000 (천원)",
    summary="재생에너지를 보았습니다.",
    findings=("첫 문단.",),
    published=dt.date(2024, 2, 1),
    source=Source("자료", "https://example.org/1", "a.txt", 1),
)
# Two trips that differ in everything a search can be narrowed by, and what lies between their numbers and days.
FEW = msgspec.structs.replace(WHOLE, id="few", department=None, cost_krw=1)
MANY = Trip(
    id="many",
    title="공공도서관 견학",
    countries=(Place("JP", "일본"),),
    cities=("도쿄",),
    organisation="부산광역시 해운대구",
    department="문화체육국",
    departs=dt.date(2025, 3, 1),
    nights=9,
    people=9,
    cost_krw=9,
    published=dt.date(2025, 6, 1),
)
BETWEEN = {"date": "2024-06-01", "number": "5"}
OUTSIDE = {"date": ("2001-01-01", "2031-01-01"), "number": ("0", "12")}
# What a search takes beside its conditions.
WORDS = {"q", "match", "correct"}
ENDS_OF_RANGES = [end for ends in RANGES.values() for end in ends]
CONDITIONS = {*FacetName, *(NOT + name for name in FacetName), *ENDS_OF_RANGES, "ids", "since"}

each_facet = pytest.mark.parametrize("name", FacetName)
each_range = pytest.mark.parametrize("name", RANGES)


@pytest.fixture(scope="module")
def site(make_engine: Callable[[list[Trip]], TripSearch]) -> FlaskClient:
    app = create_app(make_engine([FEW, MANY]))
    app.testing = True
    return app.test_client()


def ids(site: FlaskClient, **asked: str) -> set[str]:
    answer = site.get("/api/v1/trips", query_string=asked)
    assert answer.status_code == 200, answer.text
    return {hit["id"] for hit in answer.get_json()["hits"]}


def offers(html: str, what: str) -> bool:
    """Whether a link to another search begins with `what`."""
    return any(text.startswith(what) for text in links(html))


def options() -> dict[str, click.Option]:
    """The options of `trips search` by the names of their parameters."""
    return {str(each.name): each for each in search.params if isinstance(each, click.Option)}


def described(site: FlaskClient) -> dict[str, Any]:
    document = site.get("/openapi.json").get_json()
    return {each["name"]: each for each in document["paths"]["/api/v1/trips"]["get"]["parameters"]}


def test_a_search_takes_the_conditions_that_engines_know_and_no_others() -> None:
    assert set(Filters.__struct_fields__) == CONDITIONS
    assert set(Filtered.model_fields) == CONDITIONS | WORDS


@each_facet
def test_every_facet_is_a_value_of_the_index_and_may_be_sent_several_times(site: FlaskClient, name: FacetName) -> None:
    assert FACET_FIELDS[name].role is Role.KEYWORD
    assert name in TripDocument.__struct_fields__
    for parameter in (name.value, NOT + name):
        assert parameter in repeatable(TripsParameters)
        assert options()[parameter].multiple
        assert options()[parameter].help == described(site)[parameter]["description"]


@each_facet
def test_every_facet_counts_narrows_and_leaves_out(site: FlaskClient, name: FacetName) -> None:
    counted = site.get("/api/v1/trips", query_string={"facets": name.value}).get_json()["facets"][name]
    values = [each["value"] for each in counted if each["count"] == 1]
    assert len(values) >= 2, "the two trips of this test need values of their own"
    narrowed = [ids(site, **{name.value: value}) for value in values[:2]]
    assert sorted(narrowed, key=str) == sorted([{"few"}, {"many"}], key=str)
    left = [ids(site, **{NOT + name: value}) for value in values[:2]]
    assert left == narrowed[::-1]


@each_facet
def test_every_facet_can_be_chosen_and_given_up_on_the_pages(site: FlaskClient, name: FacetName) -> None:
    title = FACET_TITLES[name]
    counted = site.get("/api/v1/trips", query_string={"facets": name.value}).get_json()["facets"][name]
    value = counted[0]["value"]
    shown = site.get("/search").text
    assert f"<legend>{title}</legend>" in shown
    assert (name.value, value, False) in boxes(shown).values()
    leave_out = site.get(f"/search/facets/{name.value}?leave_out=true").text
    assert (NOT + name.value, value, False) in boxes(leave_out).values()
    for parameter, ending in ((name.value, ""), (NOT + name, " 제외")):
        chosen = site.get("/search", query_string={parameter: value}).text
        assert offers(chosen, f"{title}: {value_label(name, value)}{ending}")
        nothing = site.get("/search", query_string={name.value: value, NOT + name: value}).text
        assert offers(nothing, f"{title}{ending} 조건")
    page = site.get(f"/search/facets/{name.value}")
    assert page.status_code == 200
    assert title in page.text


@each_range
def test_every_range_is_a_number_of_the_index_with_two_ends(site: FlaskClient, name: str) -> None:
    assert RANGE_FIELDS[name].role is Role.NUMBER
    first, last = RANGES[name]
    assert (first, last) in {(f"{name}_from", f"{name}_to"), (f"{name}_min", f"{name}_max")}
    assert name in TripDocument.__struct_fields__
    for parameter in (first, last):
        assert not options()[parameter].multiple
        assert options()[parameter].help == described(site)[parameter]["description"]


@each_range
def test_every_range_keeps_what_lies_in_it(site: FlaskClient, name: str) -> None:
    first, last = RANGES[name]
    middle = BETWEEN[ENDS[first].kind]
    assert ids(site, **{first: middle}) == {"many"}
    assert ids(site, **{last: middle}) == {"few"}
    assert ids(site, **{first: middle, last: middle}) == set()


@each_range
def test_every_range_that_ends_before_it_starts_is_refused(site: FlaskClient, name: str) -> None:
    first, last = RANGES[name]
    early, late = OUTSIDE[ENDS[first].kind]
    answer = site.get("/api/v1/trips", query_string={first: late, last: early})
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.get_json()["errors"]] == [first]


@each_range
def test_every_range_can_be_asked_and_given_up_on_the_pages(site: FlaskClient, name: str) -> None:
    for parameter, place in zip(RANGES[name], (1, 0), strict=True):
        end = ENDS[parameter]
        beyond = OUTSIDE[end.kind][place]
        value = BETWEEN[end.kind]
        shown = site.get("/search", query_string={parameter: value}).text
        fields = {each["name"]: each for each in Elements(shown).all("input")}
        assert (fields[parameter]["type"], fields[parameter]["value"]) == (end.kind, value)
        assert f'<label for="{parameter}">{end.label}</label>' in shown
        assert offers(shown, end.condition.format(value=value))
        nothing = site.get("/search", query_string={parameter: beyond}).text
        assert offers(nothing, f"{end.title} 조건")


def test_every_option_of_the_command_line_is_a_parameter_of_the_api(site: FlaskClient) -> None:
    assert (
        options().keys() - {"as_json", "csv_file", "xlsx_file"}
        == TripsParameters.model_fields.keys() - {"q"}
        == described(site).keys() - {"q", PARAMETER}
    )


def test_the_document_leaves_no_particle_open(site: FlaskClient) -> None:
    assert not re.search(
        r"[이을은과]\([가를는와]\)", json.dumps(site.get("/openapi.json").get_json(), ensure_ascii=False)
    )


def test_everything_that_pages_show_has_a_name() -> None:
    assert FACET_TITLES.keys() == set(FacetName)
    assert ENDS.keys() == set(ENDS_OF_RANGES)
    assert FORM_LABELS.keys() == {"q", "sort", "match", *ENDS_OF_RANGES}
    assert SORT_LABELS.keys() == set(Sort)
    assert MATCH_LABELS.keys() == set(Match)
    assert REASON_LABELS.keys() == set(Reason)


def test_every_field_of_a_trip_is_answered_named_and_shown(make_engine: Callable[[list[Trip]], TripSearch]) -> None:
    fields = Trip.__struct_fields__
    assert set(WholeTrip.__struct_fields__) == set(fields)
    # A stay is shown as it was stated; its nights and days are read from it. Pages stand beside the texts. When an index
    # took it in is for feeds and programs.
    beside = {"id", "nights", "days", "notices", "page_starts", "sources", "other_ids", "first_seen", "last_changed"}
    assert FIELD_LABELS.keys() == set(fields) - beside
    assert FIELD_LABELS.keys() >= {*GAP_FIELDS, *(section.field for section in sections_of(WHOLE))}
    numbers = {name for name in FIELD_LABELS if isinstance(getattr(WHOLE, name), int)}
    assert UNITS.keys() == numbers
    shown = create_app(make_engine([WHOLE])).test_client().get("/trips/whole").text
    for name, label in FIELD_LABELS.items():
        assert name == "title" or f">{label}</dt>" in shown or f">{label}</h2>" in shown, name
