"""The site for people: start, search, trip. Plain server-rendered pages; every state of theirs is an address."""

from typing import Final

import msgspec
from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.query import FacetName
from search.trip import Source
from webapp.params import read_form, to_query
from webapp.revalidation import Made, program_digest, revalidated
from webapp.search_view import MATCH_LABELS, SORT_LABELS, make_search_view
from webapp.text import korean_date, quoted, with_code

SAMPLE: Final = "예시 자료"
FIELD_LABELS: Final = {
    "title": "제목",
    "purpose": "목적",
    "organisation": "기관",
    "countries": "방문국",
    "cities": "방문 도시",
    "summary": "요약",
    "findings": "핵심 내용",
}


def pages_blueprint(engine: TripSearch) -> Blueprint:
    """`/`, `/search` and `/trips/{id}` over `engine`."""
    pages = Blueprint("pages", __name__)
    pages.add_app_template_filter(korean_date)
    pages.add_app_template_filter(with_code)
    pages.add_app_template_test(is_sample, "sample")
    pages.add_app_template_test(is_web_address, "web_address")
    pages.app_context_processor(
        lambda: {"asset": asset, "fields": FIELD_LABELS, "matches": MATCH_LABELS, "sorts": SORT_LABELS}
    )
    pages.add_url_rule("/", "start", lambda: _start(engine))
    pages.add_url_rule("/search", "search", lambda: _search(engine))
    pages.add_url_rule("/trips/<trip_id>", "trip", lambda trip_id: _trip(engine, trip_id))
    return pages


def _start(engine: TripSearch) -> Response:
    def make() -> Made:
        index = engine.served()
        return Made(index.version, Response(render_template("start.html", index=index)))

    return revalidated(engine, ("start",), make)


def _search(engine: TripSearch) -> Response:
    parameters = read_form(request.query_string)
    query = to_query(parameters, engine)
    if not query.facets:
        query = msgspec.structs.replace(query, facets=tuple(FacetName))

    def make() -> Made:
        page = engine.search(query)
        view = make_search_view(parameters, query, page)
        return Made(page.index.version, Response(render_template("search.html", view=view)))

    # The text as typed stands on the page, so it tells pages apart that the query does not.
    return revalidated(engine, ("search", parameters.q, query), make)


def _trip(engine: TripSearch, trip_id: str) -> Response:
    def make() -> Made:
        index = engine.served()
        trip = engine.get(trip_id)
        if trip is None:
            raise NotFound(f"id가 {quoted(trip_id)}인 출장이 없습니다. 자료가 바뀌며 빠졌을 수 있습니다.")
        return Made(index.version, Response(render_template("trip.html", trip=trip, index=index)))

    return revalidated(engine, ("trip", trip_id), make)


def asset(name: str, endpoint: str = "static") -> str:
    """The address of a static file, another one after every change of the program."""
    return url_for(endpoint, filename=name, v=program_digest())


def is_sample(source: Source | None) -> bool:
    """Whether a record was made up to show the program."""
    return source is not None and source.name == SAMPLE


def is_web_address(url: str) -> bool:
    """Whether `url` may become a link: a source could state `javascript:…`."""
    return url.startswith(("http://", "https://"))
