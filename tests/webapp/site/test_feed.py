"""`/feed.atom` over a real index: what feed readers get, ask again for, and follow."""

import datetime as dt
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring

import feedparser
import msgspec
import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import IndexMissingError
from search.query import Sort, TripQuery
from search.trip import Place, Source, Theme, Trip
from tests.stores import Clock, Store, embedded_store, some_trips
from tests.webapp.atom_rules import ATOM, faults
from tests.webapp.fakes import BARE, TRIP, FakeEngine, hit, page
from tests.webapp.markup import Elements
from webapp.app import create_app
from webapp.site.atom import Category, Entry, Feed, Link, written

FIRST = dt.datetime(2026, 11, 24, 0, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


class Site:
    """A site over an index whose clock stands still until it is told how late it is."""

    def __init__(self, root: Path) -> None:
        self.clock = Clock(FIRST)
        self.store: Store = embedded_store(root, self.clock)
        app = create_app(self.store.engine)
        app.testing = True
        self.client: FlaskClient = app.test_client()

    def put(self, *trips: Trip) -> None:
        with self.store.index.update() as writer:
            for trip in trips:
                writer.add(trip)

    def get(self, query: str = "") -> bytes:
        answer = self.client.get(f"/feed.atom{query}")
        assert answer.status_code == 200, answer.text
        assert faults(answer.data) == []
        assert answer.content_type == "application/atom+xml; charset=utf-8"
        return bytes(answer.data)

    def read(self, query: str = "") -> Any:  # noqa: ANN401 - feedparser has no types
        """The feed as a reader has it."""
        found = feedparser.parse(self.get(query))
        assert not found.bozo, found.get("bozo_exception")
        assert found.version == "atom10"
        return found


@pytest.fixture
def site(root: Path) -> Site:
    return Site(root)


def titles(feed: Any) -> list[str]:  # noqa: ANN401 - the same
    return [entry.title for entry in feed.entries]


@pytest.mark.parametrize(
    ("asked", "called"),
    [
        ("theme=climate-energy", "전체 출장 · 주제: 기후·에너지"),
        ("q=탄소중립&country=DE&year=2024", "탄소중립 · 방문국: 독일 외 조건 1개"),
        ("", "전체 출장"),
    ],
)
def test_a_feed_is_called_by_what_it_is_of(site: Site, asked: str, called: str) -> None:
    site.put(TRIP)
    assert site.read(f"?{asked}").feed.title == f"국외출장 검색: {called}"


def test_a_reader_gets_a_trip_as_it_is_told(site: Site) -> None:
    site.put(TRIP)
    feed = site.read("?q=탄소중립")
    assert feed.feed.title == "국외출장 검색: 탄소중립"
    assert feed.headers == {}
    (entry,) = feed.entries
    assert entry.title == TRIP.title
    assert entry.author == "서울특별시"
    assert entry.summary == "중국, 어느섬 · 2025-11-09 ~ 2025-11-12 · 3박 4일\n요약입니다."
    assert entry.published == "2025-12-01T00:00:00+09:00"
    assert entry.updated == feed.feed.updated == FIRST.isoformat()
    assert [(tag.term, tag.label) for tag in entry.tags] == [("climate-energy", "기후·에너지")]
    assert entry.link == "http://localhost/trips/trip-1"
    assert {link.rel: link.href for link in entry.links}["via"] == "https://example.org/1"
    assert site.client.get(entry.link).status_code == 200


def test_a_trip_that_states_nothing_is_an_entry_too(site: Site) -> None:
    site.put(BARE)
    (entry,) = site.read().entries
    assert entry.title == "제목뿐"
    assert "summary" not in entry
    assert "published" not in entry
    assert site.read().feed.author == "국외출장 검색"


def test_a_feed_of_nothing_is_one_and_dated_by_its_index(site: Site) -> None:
    site.put(TRIP)
    feed = site.read("?q=없는말없는말&match=all&correct=false")
    assert feed.entries == []
    assert feed.feed.updated == FIRST.isoformat()


def test_the_most_recent_come_first_and_the_feed_is_as_new_as_the_newest_of_them(site: Site) -> None:
    site.put(*some_trips(1, 2))
    site.clock.now += DAY
    site.put(*some_trips(3))
    site.clock.now += DAY
    site.put(*some_trips(1, title="스마트시티 연수"))
    feed = site.read()
    assert titles(feed)[0] == "탄소중립 연수 3"
    assert set(titles(feed)[1:]) == {"스마트시티 연수 1", "탄소중립 연수 2"}
    assert feed.feed.updated == (FIRST + 2 * DAY).isoformat()


def test_an_entry_is_updated_when_its_trip_is_and_at_no_other_time(site: Site) -> None:
    site.put(*some_trips(1, 2))
    before = {entry.id: entry for entry in site.read().entries}
    site.clock.now += DAY
    changed = some_trips(1, title="스마트시티 연수")[0]
    site.put(changed, *some_trips(2, 3))
    after = {entry.id: entry for entry in site.read().entries}
    assert before.keys() < after.keys(), "ids stay"
    for name, entry in before.items():
        has_changed = after[name].title == changed.title
        assert after[name].updated == ((FIRST + DAY) if has_changed else FIRST).isoformat()
        assert (after[name] == entry) is not has_changed


def test_what_an_older_index_held_has_the_day_it_was_published_or_none(site: Site) -> None:
    published = msgspec.structs.replace(BARE, id="published", published=dt.date(2020, 2, 29))
    with site.store.index.rebuild() as writer:
        writer.carry_over(BARE)
        writer.carry_over(published)
    site.clock.now += DAY
    site.put(*some_trips(1))
    new, known, unknown = site.read().entries
    assert new.updated == (FIRST + DAY).isoformat()
    assert known.updated == known.published == "2020-02-29T00:00:00+09:00"
    assert unknown.updated == "1970-01-01T00:00:00+00:00"


def test_since_shows_only_what_came_or_changed_after_it(site: Site) -> None:
    site.put(*some_trips(1, 2))
    since = site.read().feed.updated
    assert site.read(f"?since={since}").entries == [], "a plus that nobody encodes is one"
    site.clock.now += DAY
    site.put(*some_trips(1, title="스마트시티 연수"), *some_trips(3))
    assert set(titles(site.read(f"?since={since}"))) == {"스마트시티 연수 1", "탄소중립 연수 3"}
    assert len(site.read("?since=2026-11-25").entries) == 2, "midnight in Korea"
    assert len(site.read("?since=2026-11-24").entries) == 3
    assert site.read("?since=2026-11-26").entries == []
    assert "등록·변경: 2026-11-25 이후" in site.read("?since=2026-11-25").feed.subtitle


@pytest.mark.parametrize(
    "since", ["gestern", "2026-13-01", "2026-11-24T09:00:00", "20261124", "2026-11-24T25:00:00Z", "１"]
)
def test_a_since_that_is_no_moment_is_refused_with_what_to_write(site: Site, since: str) -> None:
    site.put(TRIP)
    answer = site.client.get("/feed.atom", query_string={"since": since})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    (fault,) = answer.get_json()["errors"]
    assert fault["parameter"] == "since"
    assert "2025-11-09T18:30:00+09:00" in fault["detail"]


@pytest.mark.parametrize(
    "query", ["?q=탄소중립", "?country=CN", "?match=exact&q=탄소", "?not_country=JP&people_max=3", "?ids=trip-1"]
)
def test_the_feed_shows_what_the_search_finds(site: Site, query: str) -> None:
    site.put(TRIP, BARE, *some_trips(1, 2))
    found = site.client.get(f"/api/v1/trips{query}").get_json()
    assert sorted(titles(site.read(query))) == sorted(hit["trip"]["title"] for hit in found["hits"])


def test_an_unknown_parameter_is_refused(site: Site) -> None:
    site.put(TRIP)
    answer = site.client.get("/feed.atom?cuntry=CN&utm_source=reader&q=")
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.get_json()["errors"]] == ["cuntry"]


def test_ids_are_the_same_wherever_the_site_is_and_whatever_the_page(site: Site) -> None:
    site.put(TRIP, *some_trips(1))
    here = site.read("?q=연수 탄소")
    there = feedparser.parse(site.client.get("/feed.atom?q=+연수++탄소+&size=1", base_url="https://trips.example").data)
    assert there.feed.id == here.feed.id
    assert there.feed.links[0].href.startswith("https://trips.example/search?")
    assert there.entries[0].id in {entry.id for entry in here.entries}
    others = ["?q=연수", "?q=연수 탄소&match=all", "?q=연수 탄소&country=CN", "?q=연수 탄소&correct=false", ""]
    ids = [site.read(query).feed.id for query in others]
    assert len({here.feed.id, *ids}) == 6
    values = [site.read(f"?country={one}&country={other}").feed.id for one, other in (("CN", "JP"), ("JP", "CN"))]
    assert values[0] == values[1]


def test_ids_are_those_that_readers_know_by_now(site: Site) -> None:
    """A change of these shows every reader everything as new."""
    site.put(TRIP)
    feed = site.read("?q=탄소중립&country=CN")
    assert feed.feed.id == RECORDED[0]
    assert feed.entries[0].id == RECORDED[1]


RECORDED = ("urn:uuid:f1d27a05-fea5-5ca6-b1ac-dd8a9a88cb4f", "urn:uuid:9650cb05-0afe-5dfe-994a-884804f69422")


def test_pages_lead_to_every_trip_once(site: Site) -> None:
    site.put(*some_trips(*range(7)))
    found: list[str] = []
    address = "/feed.atom?size=3&facet_size=5"
    ids = set()
    while address:
        feed = site.read(address.removeprefix("/feed.atom"))
        found += [entry.id for entry in feed.entries]
        ids.add(feed.feed.id)
        links = {link.rel: link.href for link in feed.feed.links}
        assert ("first" in links) is ("cursor" in address)
        assert parse_qs(urlsplit(links["self"]).query).get("cursor") == parse_qs(urlsplit(address).query).get("cursor")
        address = links.get("next", "").removeprefix("http://localhost")
    assert len(found) == len(set(found)) == 7
    assert len(ids) == 1


@pytest.mark.parametrize(
    "query", ["", "?q=연수 탄소", "?size=3&sort=oldest&country=CN&country=JP", "?since=2026-11-20"]
)
def test_the_address_that_a_feed_gives_for_itself_is_that_of_the_same_feed(site: Site, query: str) -> None:
    site.put(TRIP, *some_trips(*range(5)))
    feed = site.read(query)
    (itself,) = [link.href for link in feed.feed.links if link.rel == "self"]
    again = site.client.get(itself).data
    assert faults(again, itself) == []
    assert again == site.get(query)


def test_another_order_is_taken_and_kept(site: Site) -> None:
    site.put(
        *(
            msgspec.structs.replace(trip, departs=dt.date(2020 + place, 1, 1))
            for place, trip in enumerate(some_trips(1, 2, 3))
        )
    )
    feed = site.read("?sort=oldest&size=2")
    assert titles(feed) == ["탄소중립 연수 1", "탄소중립 연수 2"]
    links = {link.rel: link.href for link in feed.feed.links}
    assert titles(site.read(links["next"].removeprefix("http://localhost/feed.atom"))) == ["탄소중립 연수 3"]
    assert "sort=relevance" in site.read("?sort=relevance&q=연수").feed.links[1].href


def test_who_has_a_feed_is_told_so_until_another_index_is_served(site: Site) -> None:
    site.put(TRIP)
    first = site.client.get("/feed.atom?q=탄소")
    assert first.headers["Last-Modified"]
    known = {"If-None-Match": first.headers["ETag"]}
    again = site.client.get("/feed.atom?q=탄소", headers=known)
    assert (again.status_code, again.data) == (304, b"")
    assert site.client.get("/feed.atom?q=중립", headers=known).status_code == 200
    head = site.client.head("/feed.atom?q=탄소")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    site.clock.now += DAY
    site.put(*some_trips(1))
    assert site.client.get("/feed.atom?q=탄소", headers=known).status_code == 200


def test_a_feed_says_what_it_is_and_asks_search_engines_to_stay_away(site: Site) -> None:
    site.put(TRIP)
    answer = site.client.get("/feed.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_page_of_results_leads_to_its_feed(site: Site) -> None:
    site.put(TRIP, *some_trips(1))
    shown = site.client.get("/search?q=탄소&country=중국&sort=oldest&size=5&facets=year&facet_size=3").text
    (link,) = [each for each in Elements(shown).all("link") if each["rel"] == "alternate"]
    assert link["type"] == "application/atom+xml"
    assert parse_qs(urlsplit(str(link["href"])).query) == {"q": ["탄소"], "country": ["CN"]}
    answer = site.client.get(str(link["href"]))
    assert answer.status_code == 200
    assert b"feed.atom" not in site.client.get("/").data


@pytest.mark.parametrize("value", ["country/CN", "organisation/서울특별시", "theme/climate-energy", "year/2025"])
def test_the_page_of_a_country_an_office_a_theme_and_a_year_leads_to_its_feed(site: Site, value: str) -> None:
    site.put(TRIP, BARE)
    (link,) = [
        each
        for each in Elements(site.client.get(f"/browse/{value}").text).all("link")
        if each["rel"] == "alternate" and "hreflang" not in each
    ]
    assert titles(feedparser.parse(site.client.get(str(link["href"])).data)) == [TRIP.title]


texts = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@given(title=texts, author=texts, summary=texts, label=texts)
@settings(deadline=None)
def test_no_text_breaks_a_feed(title: str, author: str, summary: str, label: str) -> None:
    entry = Entry(
        id="urn:uuid:1",
        title=title,
        updated=FIRST,
        published=None,
        author=author,
        summary=summary,
        categories=(Category("climate-energy", label),),
        links=(Link("alternate", "http://localhost/trips/1", "text/html"),),
    )
    feed = Feed(
        id="urn:uuid:2",
        title=title,
        subtitle=summary,
        updated=FIRST,
        author="국외출장 검색",
        rights="",
        links=(Link("self", "http://localhost/feed.atom", "application/atom+xml"),),
        entries=(entry,),
    )
    document = written(feed)
    assert faults(document) == []
    shown = fromstring(document).find(f"{ATOM}entry")  # noqa: S314 - our own
    assert shown is not None
    told = shown.findtext(f"{ATOM}summary") or ""
    assert [letter for letter in summary if letter.isalnum()] == [letter for letter in told if letter.isalnum()]


HOSTILE = msgspec.structs.replace(
    TRIP,
    title="<b>]]>&amp;\x00\x0b\ud800 \ufffe제목",
    organisation="\x01\x02",
    summary="줄\r\n바꿈\u0085\x1b[31m</summary><script>",
    countries=(Place(None, "<&\x00"),),
    themes=(Theme('"><x', ()),),
    source=Source(url="javascript:alert(1)"),
)


def test_what_a_record_states_stays_text(fake: FakeEngine, client: FlaskClient) -> None:
    fake.pages[TripQuery(sort=Sort.RECENT)] = page(hit(HOSTILE))
    answer = client.get("/feed.atom")
    assert faults(answer.data) == []
    (entry,) = feedparser.parse(answer.data, sanitize_html=False).entries
    assert entry.title_detail.type == "text/plain"
    assert "제목" in entry.title
    assert [link.rel for link in entry.links] == ["alternate"]
    assert "author" not in entry, "one that shows nothing is none"


def test_an_index_that_is_away_is_said_to_programs(fake: FakeEngine, client: FlaskClient) -> None:
    fake.error = IndexMissingError("색인이 없습니다.")
    answer = client.get("/feed.atom")
    assert answer.status_code == 503
    assert answer.mimetype == "application/problem+json"
