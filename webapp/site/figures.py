"""Pages that show counts: a search in figures, two searches side by side, a page for every value that people browse."""

from http import HTTPStatus
from typing import Final

import msgspec
from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.query import FacetName
from webapp.language import gettext, names, noted
from webapp.request.conditions import FACET_TITLES
from webapp.request.faults import BadParametersError
from webapp.request.params import Listed, read_form
from webapp.request.queries import facet_of, read_value, to_query
from webapp.revalidation import tagged, unchanged
from webapp.site.address import Address
from webapp.site.browse_view import BROWSED, make_browse_page
from webapp.site.compare_view import FIELDS, make_comparison, read_sides, to_compare
from webapp.site.labels import FORM_LABELS
from webapp.site.overview import make_overview
from webapp.site.search_view import condition_links, heading_of_search
from webapp.sizes import Budget
from webapp.text import repeated


def figures_blueprint(engine: TripSearch) -> Blueprint:
    """`/statistics`, `/compare` and `/browse/{facet}/{value}` over `engine`."""
    figures = Blueprint("figures", __name__)
    figures.add_url_rule("/statistics", "overview", lambda: _overview(engine))
    figures.add_url_rule("/compare", "compare", lambda: _compare(engine))
    figures.add_url_rule("/browse/<name>/<path:value>", "browse", lambda name, value: _browse(engine, name, value))
    return figures


def _overview(engine: TripSearch) -> Response:
    parameters = read_form(request.query_string, Listed)
    asked = to_query(parameters, engine)
    address = Address.of(parameters.q, asked)
    address.check()
    query = msgspec.structs.replace(asked, facets=(), size=1)
    key = ("overview", address, query)
    if (known := unchanged(engine, key)) is not None:
        return known
    overview = make_overview(engine, query, address)
    conditions = tuple(condition_links(address, Budget(0)))
    shown = render_template(
        "overview.html",
        overview=overview,
        asked_q=parameters.q,
        address=address,
        heading=heading_of_search(parameters.q, ()),
        filters=conditions,
        compare=url_for("figures.compare", **to_compare(address)),
    )
    return tagged(Response(shown), overview.served, key)


def _compare(engine: TripSearch) -> Response:
    sides = read_sides(request.query_string, engine)
    key = ("compare", tuple((side.values, side.query) for side in sides))
    if (known := unchanged(engine, key)) is not None:
        return known
    comparison = make_comparison(sides, engine)
    faults = any(side.faults for side in sides)
    index = comparison.compared[0].overview.served if comparison.compared else engine.served()
    shown = render_template("compare.html", comparison=comparison, labels=names(_LABELS), index=index)
    response = Response(shown, HTTPStatus.BAD_REQUEST if faults else HTTPStatus.OK)
    return response if faults else tagged(response, index, key)


# What the fields of a comparison are called.
_LABELS: Final = {name: FORM_LABELS[name] if name in FORM_LABELS else FACET_TITLES[FacetName(name)] for name in FIELDS}


def _browse(engine: TripSearch, name: str, text: str) -> Response:
    facet = facet_of(name)
    if facet not in BROWSED:
        names = ", ".join(BROWSED)
        said = noted("‘{value}’{value:은/는} 둘러볼 수 없는 항목입니다. 있는 항목: {known}.")
        raise NotFound(gettext(said, value=repeated(name), known=names))
    try:
        value = read_value(facet, text, engine)
    except BadParametersError as error:
        raise NotFound(error.faults[0].detail) from error
    key = ("browse", facet, value)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = make_browse_page(engine, facet, value)
    if page is None:
        said = noted("‘{value}’{value:이/가} 있는 출장이 없습니다. 자료가 바뀌며 빠졌을 수 있습니다.")
        raise NotFound(gettext(said, value=repeated(text)))
    return tagged(
        Response(render_template("browse.html", page=page, index=page.overview.served)), page.overview.served, key
    )
