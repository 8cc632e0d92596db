"""A lower bound: bare tantivy over the same trips, as somebody would use it in an afternoon.

Whole words split at spaces, one text field, facet columns, the JSON stored; marks by plain substrings.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import tantivy

from benchmarks.result import Level
from search.trip import Trip


def build_schema() -> tantivy.Schema:
    """One text field, three facet columns, the stored trip."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace")
    for name in ("country", "organisation", "year"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    builder.add_bytes_field("trip", stored=True)
    return builder.build()


SCHEMA = build_schema()


def build(folder: Path, trips: Iterable[Trip]) -> tantivy.Searcher:
    """A searcher over an index of `trips`."""
    folder.mkdir(parents=True)
    index = tantivy.Index(SCHEMA, path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for trip in trips:
        document = tantivy.Document()
        text = (trip.title, trip.organisation, trip.summary, *trip.findings)
        document.add_text("text", "\n".join(filter(None, text)))
        for place in trip.countries:
            document.add_text("country", place.key)
        document.add_text("organisation", trip.organisation or "")
        document.add_text("year", str(trip.departs.year) if trip.departs else "")
        document.add_bytes("trip", msgspec.json.encode(trip))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def search(searcher: tantivy.Searcher, level: Level, text: str) -> int:
    """The total of the ten best hits for the words of `text`."""
    words = text.replace('"', "").split()
    query = tantivy.Query.boolean_query(
        [(tantivy.Occur.Should, tantivy.Query.term_query(SCHEMA, "text", word)) for word in words]
    )
    found = searcher.search(query, limit=10)
    if level is not Level.HITS:
        terms = {name: {"terms": {"field": name, "size": 1000}} for name in ("country", "organisation", "year")}
        searcher.aggregate(query, terms)
    if level is Level.FULL:
        for _, address in found.hits:
            trip = msgspec.json.decode(bytes(searcher.doc(address).get_first("trip") or b""), type=Trip)
            for paragraph in (trip.summary or "", *trip.findings):
                for word in words:
                    place = paragraph.find(word)
                    if place >= 0:
                        paragraph[max(0, place - 50) : place + 110].replace(word, f"<mark>{word}</mark>")
    return found.count or 0  # type: ignore[attr-defined]
