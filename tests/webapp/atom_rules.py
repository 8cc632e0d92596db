"""What RFC 4287 asks of a feed, read off a document: what a validator would say."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
_ONCE = ("id", "title", "updated")
_AT_MOST_ONCE = ("published", "summary", "content", "rights", "subtitle", "generator", "icon", "logo", "source")
_KNOWN = {*_ONCE, *_AT_MOST_ONCE, "author", "category", "contributor", "link"}
# Section 3.3: with seconds, an offset, and capital letters.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(document: bytes) -> list[str]:
    """Every rule that the document breaks."""
    root = fromstring(document)  # noqa: S314 - our own
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = [f"feed: {fault}" for fault in _faults_of(root, {*_KNOWN, "entry"})]
    if "self" not in {link.get("rel") for link in root.findall(f"{ATOM}link")}:
        found.append("feed: no link to itself")
    for place, entry in enumerate(entries):
        found += [f"entry {place}: {fault}" for fault in _faults_of(entry, _KNOWN)]
        if not root.findall(f"{ATOM}author") and not entry.findall(f"{ATOM}author"):
            found.append(f"entry {place}: nobody wrote it")
        links = {link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")}
        if "alternate" not in links and entry.find(f"{ATOM}content") is None:
            found.append(f"entry {place}: neither content nor an alternate")
    twice = [name for name, times in Counter(entry.findtext(f"{ATOM}id") for entry in entries).items() if times > 1]
    return found + [f"{name} is the id of several entries" for name in twice]


def _faults_of(element: Element, known: set[str]) -> Iterator[str]:
    children = Counter(child.tag for child in element)
    yield from (f"{tag} is not known" for tag in children if tag.removeprefix(ATOM) not in known)
    yield from (f"{children[ATOM + name]} of {name}" for name in _ONCE if children[ATOM + name] != 1)
    yield from (f"{children[ATOM + name]} of {name}" for name in _AT_MOST_ONCE if children[ATOM + name] > 1)
    if not _is_absolute(element.findtext(f"{ATOM}id") or ""):
        yield "an id that is no absolute IRI"
    if not (element.findtext(f"{ATOM}title") or "").strip():
        yield "a title that says nothing"
    for name in ("updated", "published"):
        for moment in element.findall(ATOM + name):
            if not _is_moment(moment.text or ""):
                yield f"{name} is {moment.text}"
    for author in element.findall(f"{ATOM}author"):
        if [child.tag for child in author] != [f"{ATOM}name"] or not (author.findtext(f"{ATOM}name") or "").strip():
            yield "an author without a name"
    yield from _faults_of_links(element.findall(f"{ATOM}link"))
    if not all(category.get("term") for category in element.findall(f"{ATOM}category")):
        yield "a category without a term"


def _faults_of_links(links: list[Element]) -> Iterator[str]:
    alternates = Counter(link.get("type") for link in links if link.get("rel", "alternate") == "alternate")
    yield from (f"several alternates of {kind}" for kind, times in alternates.items() if times > 1)
    yield from (f"a link to {link.get('href')}" for link in links if not _is_absolute(link.get("href") or ""))


def _is_absolute(iri: str) -> bool:
    return bool(urlsplit(iri).scheme) and not re.search(r"[\s<>\"{}|\\^`]", iri)


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text)) and dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
