"""A feed and its entries → Atom 1.0 (RFC 4287). Any text may come: what XML does not allow is a blank."""

import datetime as dt
import re
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec

from webapp.language import is_korean, language

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# Beside what XML 1.0 forbids (section 2.2: control characters, halves of characters) what it discourages.
_NOT_IN_XML: Final = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


class Link(NamedTuple):
    """Where `rel` of a feed or an entry is, a whole address; `kind` is what answers there."""

    rel: str
    href: str
    kind: str | None = None


class Category(NamedTuple):
    """What an entry is about, for programs and for people."""

    term: str
    label: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry; `author` None: the feed's."""

    id: str
    title: str
    updated: dt.datetime
    published: dt.datetime | None
    author: str | None
    summary: str
    categories: tuple[Category, ...]
    links: tuple[Link, ...]


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a feed; moments have their time zone."""

    id: str
    title: str
    subtitle: str
    updated: dt.datetime
    author: str
    rights: str
    links: tuple[Link, ...]
    entries: tuple[Entry, ...]


def written(feed: Feed) -> bytes:
    """The document."""
    root = Element("feed", {"xmlns": _NAMESPACE, "xml:lang": language()})
    _begin(root, feed.id, feed.title, feed.updated, feed.links)
    _add(SubElement(root, "author"), "name", feed.author)
    for name, text in (("subtitle", feed.subtitle), ("rights", feed.rights)):
        _add_stated(root, name, text)
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: Element, entry: Entry) -> None:
    # What a trip states is Korean whatever the feed says of itself.
    element = SubElement(root, "entry", {} if is_korean() else {"xml:lang": "ko"})
    _begin(element, entry.id, entry.title, entry.updated, entry.links)
    if entry.published:
        _add(element, "published", _moment(entry.published))
    if author := _line(entry.author or ""):
        _add(SubElement(element, "author"), "name", author)
    for category in entry.categories:
        label = _line(category.label)
        SubElement(element, "category", {"term": _line(category.term), **({"label": label} if label else {})})
    _add_stated(element, "summary", entry.summary)


def _begin(element: Element, name: str, title: str, updated: dt.datetime, links: tuple[Link, ...]) -> None:
    """What every feed and every entry must have."""
    _add(element, "id", name)
    _add(element, "title", _line(title) or name)
    _add(element, "updated", _moment(updated))
    for link in links:
        SubElement(element, "link", {"rel": link.rel, "href": link.href, **({"type": link.kind} if link.kind else {})})


def _add_stated(element: Element, name: str, text: str) -> None:
    """An element that says something, or none."""
    if _line(text):
        _add(element, name, text)


def _add(element: Element, name: str, text: str) -> None:
    SubElement(element, name).text = _NOT_IN_XML.sub(" ", text)


def _line(text: str) -> str:
    return " ".join(_NOT_IN_XML.sub(" ", text).split())


def _moment(moment: dt.datetime) -> str:
    """As RFC 3339 has it."""
    return moment.isoformat()
