"""A lower bound: bare tantivy over the same trips, as somebody would use it in an afternoon.

Words split at whatever is no letter, two text fields, facet columns, stored what a list shows; snippets by tantivy's
own generator. It knows no Korean: 탄소중립을 is another word than 탄소중립.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec
import tantivy

from benchmarks.bare_elastic import SIZE
from search.answer.snippets import MAX_LENGTH
from search.parse import parse
from search.query import DEFAULT_FACET_SIZE, Clause

Json = dict[str, Any]

_FACETS: Final = ("country", "organisation", "theme", "year")
_BOOSTS: Final = {"title": 2.0, "text": 1.0}
_HEAP_BYTES: Final = 64_000_000
_WORD: Final = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _BOOSTS:
        builder.add_text_field(name, stored=True)
    for name in _FACETS:
        builder.add_text_field(name, tokenizer_name="raw", fast=True)
    builder.add_bytes_field("trip", stored=True)
    return builder.build()


_SCHEMA: Final = _schema()


def build(folder: Path, documents: Path) -> None:
    """An index of a file that `write_documents` made."""
    folder.mkdir(parents=True)
    writer = tantivy.Index(_SCHEMA, path=str(folder)).writer(heap_size=_HEAP_BYTES, num_threads=1)
    with documents.open("rb") as lines:
        for line in lines:
            writer.add_document(_document(msgspec.json.decode(line)))
    writer.commit()
    writer.wait_merging_threads()


class BareTantivy:
    """An index that was built, opened."""

    def __init__(self, folder: Path) -> None:
        """Maps its files."""
        self._searcher = tantivy.Index.open(str(folder)).searcher()
        self._facets = {name: {"terms": {"field": name, "size": DEFAULT_FACET_SIZE}} for name in _FACETS}

    def search(self, text: str) -> Json:
        """The total, the facets, and the best hits with their snippets."""
        query = _query(parse(text))
        found = self._searcher.search(query, limit=SIZE)
        generators = [tantivy.SnippetGenerator.create(self._searcher, query, _SCHEMA, name) for name in _BOOSTS]
        for generator in generators:
            generator.set_max_num_chars(MAX_LENGTH)
        hits = []
        for _, address in found.hits:
            document = self._searcher.doc(address)
            snippets = [generator.snippet_from_doc(document).to_html() for generator in generators]
            hits.append((msgspec.json.decode(bytes(document.get_first("trip") or b"")), snippets))
        total = found.count  # type: ignore[attr-defined]
        return {"total": total, "facets": self._searcher.aggregate(query, self._facets), "hits": hits}


def _document(trip: Json) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("title", trip["title"])
    text = (trip.get("organisation"), trip.get("summary"), *trip.get("findings", ()))
    document.add_text("text", "\n".join(filter(None, text)))
    for place in trip.get("countries", ()):
        document.add_text("country", place.get("code") or place["name"])
    for theme in trip.get("themes", ()):
        document.add_text("theme", theme["key"])
    for name in ("organisation", "year"):
        document.add_text(name, trip.get(name) or "")
    document.add_bytes("trip", msgspec.json.encode({name: trip[name] for name in trip if name != "findings"}))
    return document


def _query(clauses: Iterable[Clause]) -> tantivy.Query:
    return tantivy.Query.boolean_query(
        [
            (tantivy.Occur.MustNot if clause.excluded else tantivy.Occur.Must, _in_any_field(clause))
            for clause in clauses
        ]
    )


def _in_any_field(clause: Clause) -> tantivy.Query:
    """The words of a clause behind each other, in one of the fields."""
    words = _WORD.analyze(clause.text)
    fields = [
        (tantivy.Occur.Should, tantivy.Query.boost_query(_in_field(name, words), boost))
        for name, boost in _BOOSTS.items()
    ]
    return tantivy.Query.boolean_query(fields)


def _in_field(name: str, words: list[str]) -> tantivy.Query:
    if len(words) == 1:
        return tantivy.Query.term_query(_SCHEMA, name, words[0])
    return tantivy.Query.phrase_query(_SCHEMA, name, list(words)) if words else tantivy.Query.empty_query()
