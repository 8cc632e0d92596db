"""What RFC 4287 asks of a feed, read off a document, and what the W3C's feed validator warns of besides.

Of its warnings two are not here, because they would be wrong to heed: that entries have the same `updated` (trips of one
import came at one moment), and that one has no summary (a record that states nothing but its title).
"""

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
_TEXTS = ("title", "subtitle", "summary", "rights")
_STRUCTURES = {"feed", "entry", "author", "link", "category"}
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# What we write; RFC 4287 has a few more, which a feed of ours has no use for.
_ATTRIBUTES = {
    "feed": {_LANGUAGE},
    "link": {"rel", "href", "type", "hreflang", "title", "length"},
    "category": {"term", "scheme", "label"},
    **{name: {"type"} for name in _TEXTS},
}
# Of the IANA's registry, those that feeds have: RFC 4287 and RFC 5005.
_RELATIONS = {"alternate", "related", "self", "enclosure", "via", "first", "last", "next", "previous", "current"}
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;\s*\w+=\S+)?")
# Section 3.3: with seconds, an offset, and capital letters.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def faults(document: bytes, address: str | None = None) -> list[str]:
    """Every rule that the document breaks, which was fetched at `address`."""
    root = fromstring(document)  # noqa: S314 - our own
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    found = [f"feed: {fault}" for fault in _faults_of(root, {*_KNOWN, "entry"})]
    found += _faults_of_form(document, root)
    itself = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(itself) != 1 or address not in {None, *itself}:
        found.append(f"feed: links to itself: {itself}")
    for place, entry in enumerate(entries):
        found += [f"entry {place}: {fault}" for fault in _faults_of(entry, _KNOWN)]
        if not root.findall(f"{ATOM}author") and not entry.findall(f"{ATOM}author"):
            found.append(f"entry {place}: nobody wrote it")
        links = {link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")}
        if "alternate" not in links and entry.find(f"{ATOM}content") is None:
            found.append(f"entry {place}: neither content nor an alternate")
    twice = [name for name, times in Counter(entry.findtext(f"{ATOM}id") for entry in entries).items() if times > 1]
    return found + [f"{name} is the id of several entries" for name in twice]


def _faults_of_form(document: bytes, root: Element) -> Iterator[str]:
    """What is wrong with the document whatever it says."""
    if not document.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>"):
        yield "it does not say that it is UTF-8"
    tags = [child.tag.removeprefix(ATOM) for child in root]
    if "entry" in tags and set(tags[tags.index("entry") :]) != {"entry"}:
        yield "what is said of the feed stands behind entries"
    for element in root.iter():
        name = element.tag.removeprefix(ATOM)
        if unknown := set(element.keys()) - _ATTRIBUTES.get(name, set()):
            yield f"{name} has {', '.join(sorted(unknown))}"
        if blank := [key for key, value in element.items() if not value.strip()]:
            yield f"{name} has nothing as {', '.join(blank)}"
        between = [element.text, *(child.tail for child in element)] if name in _STRUCTURES else []
        if "".join(filter(None, between)).strip():
            yield f"{name} has a text"
    for name in _TEXTS:
        for text in root.iter(ATOM + name):
            if len(text) or text.get("type", "text") not in {"text", "html"} or not (text.text or "").strip():
                yield f"{name} is no text"


def _faults_of(element: Element, known: set[str]) -> Iterator[str]:
    children = Counter(child.tag for child in element)
    yield from (f"{tag} is not known" for tag in children if tag.removeprefix(ATOM) not in known)
    yield from (f"{children[ATOM + name]} of {name}" for name in _ONCE if children[ATOM + name] != 1)
    yield from (f"{children[ATOM + name]} of {name}" for name in _AT_MOST_ONCE if children[ATOM + name] > 1)
    if not _is_absolute(element.findtext(f"{ATOM}id") or ""):
        yield "an id that is no absolute IRI"
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
    kinds = Counter((link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in links)
    yield from (f"several links {kind}" for kind, times in kinds.items() if times > 1)
    yield from (f"a link that is {rel}" for rel, _, _ in kinds if rel not in _RELATIONS)
    yield from (f"a link to {kind}" for _, kind, _ in kinds if kind and not _MEDIA_TYPE.fullmatch(kind))
    yield from (f"a link to {link.get('href')}" for link in links if not _is_absolute(link.get("href") or ""))


def _is_absolute(iri: str) -> bool:
    return bool(urlsplit(iri).scheme) and not re.search(r"[\s<>\"{}|\\^`]", iri)


def _is_moment(text: str) -> bool:
    try:
        return bool(_MOMENT.fullmatch(text)) and dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
