"""What machines find the site by: robots.txt, sitemaps, a browser's search box, and whom to tell of a weakness."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

import msgspec
from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.exceptions import NotFound

from search.engine import TripSearch
from search.query import ALL_VALUES, FacetName, TripQuery
from search.trip import Trip
from webapp.request.params import SuggestParameters, read_form
from webapp.revalidation import tagged, unchanged
from webapp.site.browse_view import BROWSED
from webapp.site.labels import SAMPLE

# Addresses in one sitemap; its protocol takes 50,000.
_ADDRESSES: Final = 10_000
_NUMBER: Final = re.compile("[1-9][0-9]*")
_XML: Final = "application/xml"
# security.txt has to say until when it holds, a year at most.
_HOLDS: Final = dt.timedelta(days=180)


def found_blueprint(engine: TripSearch, contact: str | None) -> Blueprint:
    """`/robots.txt`, `/sitemap.xml` and its parts, `/opensearch.xml`; with a `contact` also `security.txt`."""
    found = Blueprint("found", __name__)
    found.add_url_rule("/robots.txt", "robots", lambda: _text("robots.txt"))
    found.add_url_rule("/opensearch.xml", "opensearch", _opensearch)
    found.add_url_rule("/suggestions", "suggest", lambda: _suggest(engine))
    found.add_url_rule("/sitemap.xml", "sitemap", lambda: _index(engine))
    found.add_url_rule("/sitemaps/values.xml", "values", lambda: _values(engine))
    found.add_url_rule(
        "/sitemaps/trips-<string(maxlength=6):number>.xml", "trips", lambda number: _trips(engine, number)
    )
    if contact:
        found.add_url_rule("/.well-known/security.txt", "security", lambda: _security(contact))
    return found


def _text(name: str) -> Response:
    return Response(render_template(name), mimetype="text/plain")


def _security(contact: str) -> Response:
    until = (dt.datetime.now(dt.UTC) + _HOLDS).replace(microsecond=0)
    return Response(render_template("security.txt", contact=contact, until=until), mimetype="text/plain")


def _opensearch() -> Response:
    return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")


def _suggest(engine: TripSearch) -> Response:
    """What a browser's search box shows while somebody types: the text, and what may be meant."""
    parameters = read_form(request.query_string, SuggestParameters)
    key = ("browser", parameters.q, parameters.size)
    if (known := unchanged(engine, key)) is not None:
        return known
    found = engine.suggest(parameters.q, parameters.size)
    body = msgspec.json.encode((parameters.q, [suggestion.text for suggestion in found.found]))
    return tagged(Response(body, mimetype="application/x-suggestions+json"), found.index, key)


def _index(engine: TripSearch) -> Response:
    key = ("sitemap",)
    if (known := unchanged(engine, key)) is not None:
        return known
    index = engine.served()
    parts = [url_for("found.values", _external=True)]
    parts += [
        url_for("found.trips", number=number, _external=True) for number in range(1, -(-index.trips // _ADDRESSES) + 1)
    ]
    shown = render_template("sitemap_index.xml", parts=parts, changed=index.built.date())
    return tagged(Response(shown, mimetype=_XML), index, key)


def _values(engine: TripSearch) -> Response:
    """The pages of all values, and those that are always there."""
    key = ("sitemap", "values")
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.search(TripQuery(size=1, facets=BROWSED, facet_size=ALL_VALUES))
    addresses = [url_for(f"pages.{name}", _external=True) for name in ("start", "about", "english")]
    addresses += [_browsed(name, count.value) for name in BROWSED for count in page.facets[name]]
    shown = render_template("sitemap.xml", addresses=addresses[:50_000])
    return tagged(Response(shown, mimetype=_XML), page.index, key)


def _browsed(name: FacetName, value: str) -> str:
    return url_for("figures.browse", name=name.value, value=value, _external=True)


def _trips(engine: TripSearch, number: str) -> Response:
    """So many trips, in an order that stays; examples are no reports and stay out."""
    # Werkzeug's own numbers may be longer than any, which Python then refuses to read.
    if not _NUMBER.fullmatch(number):
        raise NotFound
    last = int(number) * _ADDRESSES
    key = ("sitemap", number)
    if (known := unchanged(engine, key)) is not None:
        return known
    listing = engine.every(TripQuery())
    some = [*islice(listing.trips, last - _ADDRESSES, last)]
    listing.trips.close()
    if not some:
        raise NotFound
    shown = render_template("sitemap.xml", addresses=[*_addresses(some)])
    return tagged(Response(shown, mimetype=_XML), listing.index, key)


def _addresses(trips: list[Trip]) -> Iterator[str]:
    for trip in trips:
        if trip.source is None or trip.source.name != SAMPLE:
            yield url_for("pages.trip", trip_id=trip.id, _external=True)
