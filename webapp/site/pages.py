"""The site for people: start, search, a facet, a trip. Plain server-rendered pages; every state is an address."""

from functools import partial
from http import HTTPStatus
from typing import Final, NamedTuple

import msgspec
from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.urls import iri_to_uri

from search.addresses import may_be_linked
from search.engine import TripSearch
from search.errors import PagesGoneError
from search.page import IndexInfo
from search.parse import parse
from search.query import ALL_VALUES, MAX_QUERY_LENGTH, NOT, RANGES, FacetName, Measure, TripQuery
from search.trip import FIELD_LABELS, Source
from webapp.language import gettext, names, noted
from webapp.request.arguments import read_arguments
from webapp.request.conditions import ENDS, FACET_TITLES
from webapp.request.faults import BadParametersError
from webapp.request.labels import MATCH_LABELS, SORT_LABELS
from webapp.request.params import FacetPageParameters, SearchPageParameters, TripPageParameters, read_form
from webapp.request.queries import facet_of, to_query
from webapp.revalidation import program_digest, tagged, unchanged
from webapp.site.address import Address
from webapp.site.alternatives import find_alternatives
from webapp.site.citation import Citations, Cited, bibtex, ris, sentence_of_search, sentence_of_trip
from webapp.site.facet_view import make_facet_view
from webapp.site.facts import pages_in_words, places_in_words, stay_in_words
from webapp.site.form import SearchForm
from webapp.site.hit_view import lead_and_rest, more_places, shown_as_found, shown_passages
from webapp.site.labels import FORM_LABELS, SAMPLE
from webapp.site.linked import report
from webapp.site.paging import page_start
from webapp.site.place_view import find_place
from webapp.site.presets import PresetParameters, preset_address, presets
from webapp.site.search_view import make_search_view, value_label, values_label
from webapp.site.start_view import make_start_view
from webapp.site.taken import TakenParameters, taken_address
from webapp.site.trip_view import make_trip_view, paragraph_address
from webapp.sizes import MAX_PAGE, cut, cut_title
from webapp.text import long_date, money, repeated, short_period, with_code

SIMILAR: Final = 5
SHOWN_FACETS: Final = tuple(FacetName)
SHOWN_MEASURES: Final = (Measure.NIGHTS, Measure.COST)
MAX_URL: Final = 2_000

# Where a page of an index is asked for that is kept no more.
_ANEW: Final = noted("페이지를 넘기는 사이 자료가 갱신되었습니다. 첫 페이지부터 보여 드립니다.")
_NO_TRIP: Final = noted("id가 ‘{id}’인 출장이 없습니다. 자료가 바뀌며 빠졌을 수 있습니다.")


def pages_blueprint(engine: TripSearch, citations: Citations, contact: str | None = None) -> Blueprint:
    """`/`, `/search`, `/search/facets/{name}`, `/trips/{id}`, `/about` and `/en` over `engine`."""
    pages = Blueprint("pages", __name__)
    pages.add_app_template_filter(long_date)
    pages.add_app_template_filter(money)
    pages.add_app_template_filter(lead_and_rest)
    pages.add_app_template_filter(short_period)
    pages.add_app_template_filter(pages_in_words)
    pages.add_app_template_filter(places_in_words)
    pages.add_app_template_filter(stay_in_words)
    pages.add_app_template_filter(with_code)
    pages.add_app_template_filter(cut)
    pages.add_app_template_filter(cut_title)
    pages.add_app_template_global(value_label)
    pages.add_app_template_global(values_label)
    pages.add_app_template_filter(paragraph_address)
    pages.add_app_template_global(more_places)
    pages.add_app_template_global(presets)
    pages.add_app_template_global(shown_passages)
    pages.add_app_template_global(site_links)
    pages.add_app_template_global(report)
    pages.add_app_template_global(sentence_of_search)
    pages.add_app_template_global(sentence_of_trip)
    pages.add_app_template_test(is_sample, "sample")
    pages.add_app_template_test(shown_as_found)
    pages.add_app_template_test(is_web_address, "web_address")
    pages.app_context_processor(
        lambda: {
            "asset": asset,
            "fields": names(FIELD_LABELS),
            "facet_titles": names(FACET_TITLES),
            "form_labels": names(FORM_LABELS),
            "longest_text": MAX_QUERY_LENGTH,
            "matches": names(MATCH_LABELS),
            "range_ends": tuple(RANGES.values()),
            "ranges": ENDS,
            "sample_label": SAMPLE,
            "sorts": names(SORT_LABELS),
        }
    )
    pages.add_url_rule("/", "start", lambda: _start(engine))
    pages.add_url_rule("/search", "search", lambda: _search(engine, citations))
    pages.add_url_rule("/about", "about", lambda: _told(engine, "about.html", contact))
    pages.add_url_rule("/en", "english", lambda: _told(engine, "english.html", contact))
    pages.add_url_rule("/taken", "taken", lambda: _taken(engine))
    pages.add_url_rule("/search/period", "preset", _preset)
    pages.add_url_rule("/search/facets/<name>", "facet", lambda name: _facet(engine, name))
    pages.add_url_rule("/trips/<trip_id>", "trip", lambda trip_id: _trip(engine, trip_id))
    pages.add_url_rule("/trips/<trip_id>/citation.<form>", "citation", partial(_citation, engine))
    return pages


def _start(engine: TripSearch) -> Response:
    key = ("start",)
    if (known := unchanged(engine, key)) is not None:
        return known
    view = make_start_view(engine)
    return tagged(Response(render_template("start.html", view=view)), view.coverage.index, key)


def _taken(engine: TripSearch) -> Response:
    """To where a suggestion leads."""
    address = taken_address(read_form(request.query_string, TakenParameters), engine)
    return Response(status=HTTPStatus.FOUND, headers={"Location": address})


def _preset() -> Response:
    """To the search with the dates that a span has today."""
    address = preset_address(read_form(request.query_string, PresetParameters))
    return Response(status=HTTPStatus.FOUND, headers={"Location": address.url, "Cache-Control": "no-store"})


def _told(engine: TripSearch, template: str, contact: str | None) -> Response:
    """A page about the site."""
    key = (template,)
    if (known := unchanged(engine, key)) is not None:
        return known
    coverage = engine.coverage()
    shown = render_template(template, coverage=coverage, made_up=coverage.sources.get(SAMPLE, 0), contact=contact)
    return tagged(Response(shown), coverage.index, key)


def _search(engine: TripSearch, citations: Citations) -> Response:
    try:
        parameters = read_form(request.query_string, SearchPageParameters)
        query = _at_page(to_query(parameters, engine), parameters, engine)
    except BadParametersError as error:
        return _refused(error)
    Address.of(parameters.q, query).check()
    query = msgspec.structs.replace(query, facets=query.facets or SHOWN_FACETS, measures=SHOWN_MEASURES)
    # The text as typed stands on the page, so it tells pages apart that the query does not.
    cited = citations.read(parameters.cited, query) if parameters.cited else None
    key = ("search", parameters.q, query, bool(parameters.cited), cited)
    if (known := unchanged(engine, key)) is not None:
        return known
    shown, index = _Results(engine, citations, parameters, cited).page(query, query.size)
    return tagged(Response(shown), index, key)


def _at_page(query: TripQuery, parameters: SearchPageParameters, engine: TripSearch) -> TripQuery:
    """`query` at the page that is asked for by its number, of the index that the page before was of."""
    if parameters.page == 1:
        return query
    version = parameters.version or engine.served().version
    return msgspec.structs.replace(query, after=page_start(parameters.page, version, query.size))


class _Results(NamedTuple):
    """A page of results that is made."""

    engine: TripSearch
    citations: Citations
    parameters: SearchPageParameters
    cited: Cited | None

    def page(self, query: TripQuery, size: int, note: str = "") -> tuple[bytes, IndexInfo]:
        """The page with `size` hits, with fewer where those make it too large; its links ask for as many as `query`."""
        try:
            page = self.engine.search(msgspec.structs.replace(query, size=size))
        except PagesGoneError:
            return self.page(msgspec.structs.replace(query, after=None), size, _ANEW)
        if note:
            told = msgspec.structs.replace(page.understood, notes=(*page.understood.notes, gettext(note)))
            page = msgspec.structs.replace(page, understood=told)
        alternatives = () if page.total else find_alternatives(self.engine, self.parameters.q, query)
        view = make_search_view(self.parameters, query, page, alternatives)
        link = view.address.with_only("cited", self.citations.token(query, page)).whole
        shown = render_template("search.html", view=view, cited=self.cited, asked=self.parameters, link=link).encode()
        if len(shown) > MAX_PAGE and len(page.hits) > 1:
            fewer = max(1, len(page.hits) * MAX_PAGE // len(shown) * 3 // 4)
            return self.page(query, fewer, note)
        return shown, page.index


def _refused(error: BadParametersError) -> Response:
    """The form as it was sent, with what is wrong in it. Raises BadParametersError where no form can hold it."""
    form = SearchForm.refused(read_arguments(request.query_string), error.faults)
    if form.is_too_large:
        raise error
    return Response(render_template("refused.html", form=form), HTTPStatus.BAD_REQUEST)


def _facet(engine: TripSearch, name: str) -> Response:
    facet = facet_of(name)
    parameters = read_form(request.query_string, FacetPageParameters)
    searched = to_query(parameters, engine)
    filters = searched.filters
    if parameters.leave_out:
        # What is left out already is counted too, so that it can be taken back.
        filters = msgspec.structs.replace(filters, **{NOT + facet.value: ()})
    query = msgspec.structs.replace(searched, filters=filters, size=1, facets=(facet,), facet_size=ALL_VALUES)
    address = Address.of(parameters.q, searched)
    address.check()
    key = ("facet page", facet, parameters.find, parameters.order, parameters.leave_out, parameters.skip, address)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.search(query)
    view = make_facet_view(facet, parameters, address, page)
    return tagged(Response(render_template("facet.html", view=view)), page.index, key)


def _trip(engine: TripSearch, trip_id: str) -> Response:
    parameters = read_form(request.query_string, TripPageParameters)
    address = Address.stated(parameters)
    address.check()
    key = ("trip", trip_id, parameters.marked, parameters.paragraph, parameters.at, parameters.version, address)
    if (known := unchanged(engine, key)) is not None:
        return known
    read = engine.read(trip_id, parse(parameters.marked or parameters.q), parameters.match)
    if read is None:
        raise NotFound(gettext(_NO_TRIP, id=repeated(trip_id)))
    if read.trip.id != trip_id:
        # Another source's id of it: one address a trip.
        return _moved(read.trip.id)
    place = find_place(engine, trip_id, parameters)
    view = make_trip_view(read, engine.similar(trip_id, SIMILAR), place, parameters)
    return tagged(Response(render_template("trip.html", view=view)), read.index, key)


def _citation(engine: TripSearch, trip_id: str, form: str) -> Response:
    """A trip for programs that keep references."""
    if form not in _CITATIONS:
        names = ", ".join(_CITATIONS)
        raise NotFound(
            gettext("‘{value}’{value:은/는} 없는 형식입니다. 있는 형식: {known}.", value=repeated(form), known=names)
        )
    key = ("citation", trip_id, form)
    if (known := unchanged(engine, key)) is not None:
        return known
    read = engine.read(trip_id)
    if read is None:
        raise NotFound(gettext(_NO_TRIP, id=repeated(trip_id)))
    url = url_for("pages.trip", trip_id=read.trip.id, _external=True)
    write, mimetype = _CITATIONS[form]
    response = Response(write(read.trip, read.index, url), mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename=trip.{form}"
    return tagged(response, read.index, key)


_CITATIONS: Final = {
    "bib": (bibtex, "application/x-bibtex"),
    "ris": (ris, "application/x-research-info-systems"),
}


def _moved(trip_id: str) -> Response:
    """To the one address of a trip, with the rest of the question."""
    # In which language stands in the question already.
    address = url_for("pages.trip", trip_id=trip_id, lang=None)
    # Letters as they were typed are read as UTF-8, see `read_arguments`.
    asked = iri_to_uri(request.query_string.decode("utf-8", "replace"))
    return Response(
        status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": f"{address}?{asked}" if asked else address}
    )


def site_links() -> tuple[tuple[str, str], ...]:
    """Where every page leads to: what it is called, and its address."""
    return (
        (gettext("전체 출장"), url_for("pages.search")),
        (gettext("통계"), url_for("figures.overview")),
        (gettext("안내"), url_for("pages.about")),
        ("API", url_for("docs.docs")),
    )


def asset(name: str, endpoint: str = "static") -> str:
    """The address of a static file, another one after every change of the program."""
    return url_for(endpoint, filename=name, v=program_digest())


def is_sample(source: Source | None) -> bool:
    """Whether a record was made up to show the program."""
    return source is not None and source.name == SAMPLE


def is_web_address(url: str) -> bool:
    """Whether `url` may become a link: one that leads where it seems to, and no whole text."""
    return may_be_linked(url) and len(url) <= MAX_URL
