"""`/feed.atom`: any search, newest first, for programs that ask again and again (docs/feeds.md)."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Annotated, Final
from urllib.parse import urlencode, urljoin

import msgspec
from flask import Blueprint, Response, request, url_for
from pydantic import Field
from werkzeug.urls import iri_to_uri

from search.addresses import may_be_linked
from search.clock import KOREA
from search.engine import TripSearch
from search.page import TripPage
from search.query import Sort, TripQuery
from search.trip import Trip, fold
from search.words.themes import theme_name
from webapp.export.asked import LICENCE, conditions_in_words
from webapp.language import gettext, noted
from webapp.request.conditions import with_conditions
from webapp.request.cursor import encode_cursor
from webapp.request.params import TripsParameters, read_form
from webapp.request.queries import to_query
from webapp.request.values import one_of
from webapp.revalidation import tagged, unchanged
from webapp.site.address import Address
from webapp.site.atom import Category, Entry, Feed, Link, written
from webapp.sizes import cut

_ATOM: Final = "application/atom+xml"
_HTML: Final = "text/html"
_SITE: Final = noted("국외출장 검색")
# Ids are made of what never changes, wherever the site runs and whatever it is called there.
_NAMES: Final = uuid.UUID("e39f2c88-9b67-4048-b083-868fcd194941")
# What makes no other feed.
_OF_PAGES: Final = frozenset(("size", "facets", "facet_size"))
SUMMARY: Final = 1_000
# Of a trip of which nothing is known but that it is there.
_UNKNOWN: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class FeedParameters(TripsParameters):
    """A search as everywhere, in another order."""

    sort: Annotated[Sort, one_of(Sort), Field(description="정렬.")] = Sort.RECENT


def feed_blueprint(engine: TripSearch) -> Blueprint:
    """`/feed.atom` over `engine`."""
    feeds = Blueprint("feeds", __name__)
    feeds.add_app_template_global(feed_address)
    feeds.add_url_rule("/feed.atom", "feed", lambda: _feed(engine))
    return feeds


def feed_address(address: Address) -> str:
    """Where the feed of a search is."""
    for name in ("sort", *_OF_PAGES):
        address = address.with_only(name)
    return address.to("feeds.feed")


def _feed(engine: TripSearch) -> Response:
    parameters = read_form(request.query_string, FeedParameters)
    # Nobody counts what is not shown.
    query = msgspec.structs.replace(to_query(parameters, engine), facets=())
    address = Address.of(parameters.q, query)
    address.check()
    key = ("feed", parameters.q, query)
    if (known := unchanged(engine, key)) is not None:
        return known
    page = engine.search(query)
    response = Response(written(_view(parameters, query, page)), mimetype=_ATOM)
    # There are as many feeds as searches: no search engine is to collect them.
    response.headers["X-Robots-Tag"] = "noindex"
    return tagged(response, page.index, key)


def _view(parameters: FeedParameters, query: TripQuery, page: TripPage) -> Feed:
    entries = tuple(_entry(hit.trip) for hit in page.hits)
    conditions = [f"{label}: {text}" for label, text in conditions_in_words(query.filters)]
    searched = fold(parameters.q) or gettext("전체 출장")
    return Feed(
        id=_feed_id(parameters),
        title=f"{gettext(_SITE)}: {with_conditions(searched, [*map(cut, conditions)])}",
        subtitle=" · ".join(conditions),
        updated=max((entry.updated for entry in entries), default=page.index.built),
        author=gettext(_SITE),
        rights=gettext(LICENCE),
        links=tuple(_links(parameters, query, page)),
        entries=entries,
    )


def _feed_id(parameters: FeedParameters) -> str:
    """The same for every page of a feed, for ever: of what was asked as it was asked.

    What names are resolved to may change with an index, and so may the defaults that stay unsaid.
    """
    pairs = sorted((name, fold(value)) for name, value in Address.stated(parameters).pairs if name not in _OF_PAGES)
    return uuid.uuid5(_NAMES, f"feed?{urlencode(pairs)}").urn


def _links(parameters: FeedParameters, query: TripQuery, page: TripPage) -> Iterator[Link]:
    """The same search for people, this page of the feed, and its other pages (RFC 5005)."""
    address = Address.of(parameters.q, query).with_only("facet_size")
    yield Link("alternate", _whole(address.url), _HTML)
    feed = address.with_only("sort", *(() if query.sort is Sort.RECENT else (query.sort.value,)))
    yield _page_link("self", feed, parameters.cursor)
    if parameters.cursor:
        yield _page_link("first", feed)
    if page.next:
        yield _page_link("next", feed, encode_cursor(page.next, query))


def _page_link(rel: str, feed: Address, cursor: str | None = None) -> Link:
    more = {"cursor": cursor} if cursor else {}
    return Link(rel, _whole(feed.to("feeds.feed", **more)), _ATOM)


def _entry(trip: Trip) -> Entry:
    links = [Link("alternate", _whole(url_for("pages.trip", trip_id=trip.id)), _HTML)]
    if trip.source and trip.source.url and may_be_linked(trip.source.url):
        links.append(Link("via", iri_to_uri(trip.source.url)))
    published = _begin_of(trip.published) if trip.published else None
    return Entry(
        id=uuid.uuid5(_NAMES, f"trip/{trip.id}").urn,
        title=trip.title,
        updated=trip.last_changed or published or _UNKNOWN,
        published=published,
        author=trip.organisation,
        summary="\n".join(filter(None, (_facts(trip), _text(trip)))),
        categories=tuple(Category(theme.key, theme_name(theme.key)) for theme in trip.themes),
        links=tuple(links),
    )


def _facts(trip: Trip) -> str:
    """Where and when, in a line."""
    places = ", ".join(place.name for place in trip.countries)
    days = f"{trip.departs} ~ {trip.returns or '?'}" if trip.departs else None
    return " · ".join(filter(None, (places, days, trip.stay)))


def _text(trip: Trip) -> str:
    """What it was about, in the words that tell most of it."""
    return cut(next(filter(None, (trip.summary, *trip.findings, trip.purpose)), ""), SUMMARY)


def _begin_of(day: dt.date) -> dt.datetime:
    """A day as the moment that a feed has to have: its beginning in Korea."""
    return dt.datetime.combine(day, dt.time(), KOREA)


def _whole(path: str) -> str:
    return urljoin(request.host_url, path)
