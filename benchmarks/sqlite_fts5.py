"""What comes with Python: SQLite's FTS5 over the same trips, in trigrams, facets counted by SQL.

Trigrams find every part of a word of three letters or more, and mark it; a shorter one is looked for by LIKE in all
texts, since no trigram holds it.
"""
# ruff: noqa: S608 - statements are put together from our own names, and never from values

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.bare_elastic import SIZE
from search.parse import parse
from search.query import DEFAULT_FACET_SIZE, Clause

Json = dict[str, Any]

_TEXTS: Final = ("title", "purpose", "organisation", "countries", "cities", "summary", "findings")
_WEIGHTS: Final = ", ".join("2.0" if name == "title" else "1.0" for name in _TEXTS)
_MANY: Final = ("country", "theme")
_ONE: Final = ("organisation", "year")
_TRIGRAM: Final = 3
# The texts lie once, in the table of trips: the full-text table reads them there for its snippets.
_SCHEMA: Final = f"""
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE trips (id INTEGER PRIMARY KEY, year TEXT, trip BLOB, {", ".join(_TEXTS)});
    CREATE TABLE country (trip INTEGER, value TEXT, PRIMARY KEY (trip, value)) WITHOUT ROWID;
    CREATE TABLE theme (trip INTEGER, value TEXT, PRIMARY KEY (trip, value)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5 ({", ".join(_TEXTS)}, content=trips, content_rowid=id, tokenize=trigram);
"""
_MARKS: Final = "'<mark>', '</mark>'"
_FINDINGS: Final = _TEXTS.index("findings")
_SUMMARY: Final = _TEXTS.index("summary")


def build(file: Path, documents: Path) -> None:
    """A database of a file that `write_documents` made."""
    database = sqlite3.connect(file)
    database.executescript(_SCHEMA)
    with documents.open("rb") as lines:
        for number, line in enumerate(lines):
            _add(database, number, msgspec.json.decode(line))
    database.execute(f"INSERT INTO words (rowid, {', '.join(_TEXTS)}) SELECT id, {', '.join(_TEXTS)} FROM trips")
    database.commit()
    database.close()


class SqliteFts5:
    """A database that was built, opened."""

    def __init__(self, file: Path) -> None:
        """For reading."""
        self._database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        # The file is mapped, as the others map theirs.
        self._database.executescript("PRAGMA mmap_size = 2147483648; PRAGMA temp_store = MEMORY")

    def search(self, text: str) -> Json:
        """The total, the facets, and the best hits with their snippets."""
        clauses = parse(text)
        where, values = _where(clauses)
        self._database.execute("DROP TABLE IF EXISTS temp.found")
        self._database.execute(f"CREATE TEMP TABLE found AS {_ranked(where)}", values)
        (total,) = self._database.execute("SELECT count(*) FROM temp.found").fetchone()
        facets = {name: self._facet(name) for name in (*_ONE, *_MANY)}
        return {"total": total, "facets": facets, "hits": self._hits(_match(clauses))}

    def close(self) -> None:
        """The file."""
        self._database.close()

    def _facet(self, name: str) -> dict[str, int]:
        source = f"{name} AS t ON t.trip" if name in _MANY else "trips AS t ON t.id"
        value = "value" if name in _MANY else name
        rows = self._database.execute(
            f"SELECT t.{value}, count(*) FROM temp.found JOIN {source} = found.id WHERE t.{value} IS NOT NULL "
            "GROUP BY 1 ORDER BY 2 DESC LIMIT ?",
            (DEFAULT_FACET_SIZE,),
        )
        return dict(rows.fetchall())

    def _hits(self, match: str | None) -> list[Json]:
        """The best ones; what LIKE alone found has no marks."""
        best = f"SELECT id FROM temp.found ORDER BY rank LIMIT {SIZE}"
        marked = {}
        if match:
            rows = self._database.execute(
                f"SELECT rowid, highlight(words, 0, {_MARKS}), snippet(words, {_SUMMARY}, {_MARKS}, '…', 64), "
                f"snippet(words, {_FINDINGS}, {_MARKS}, '…', 64) FROM words WHERE words MATCH ? AND rowid IN ({best})",
                (match,),
            )
            marked = {row[0]: row[1:] for row in rows}
        shown = self._database.execute(f"SELECT trips.id, trip FROM ({best}) AS b JOIN trips ON trips.id = b.id")
        return [{"trip": msgspec.json.decode(trip), "snippets": marked.get(number)} for number, trip in shown]


def _add(database: sqlite3.Connection, number: int, trip: Json) -> None:
    countries = trip.get("countries", ())
    texts = (
        trip["title"],
        trip.get("purpose"),
        trip.get("organisation"),
        " ".join(place["name"] for place in countries),
        " ".join(trip.get("cities", ())),
        trip.get("summary"),
        "\n".join(trip.get("findings", ())),
    )
    shown = msgspec.json.encode({name: trip[name] for name in trip if name != "findings"})
    marks = ", ".join("?" * (3 + len(texts)))
    database.execute(f"INSERT INTO trips VALUES ({marks})", (number, trip.get("year"), shown, *texts))
    keys = {place.get("code") or place["name"] for place in countries}
    database.executemany("INSERT INTO country VALUES (?, ?)", ((number, key) for key in keys))
    themes = {theme["key"] for theme in trip.get("themes", ())}
    database.executemany("INSERT INTO theme VALUES (?, ?)", ((number, key) for key in themes))


def _match(clauses: Sequence[Clause]) -> str | None:
    """What trigrams can find of what is wanted, all of it; None where that is nothing."""
    long = [clause for clause in clauses if len(clause.text) >= _TRIGRAM]
    wanted = " AND ".join(_quoted(clause.text) for clause in long if not clause.excluded)
    unwanted = "".join(f" NOT {_quoted(clause.text)}" for clause in long if clause.excluded)
    return wanted + unwanted if wanted else None


def _where(clauses: Sequence[Clause]) -> tuple[str, list[str]]:
    """The condition and its values: one full-text match, and LIKE for whatever trigrams do not hold."""
    match = _match(clauses)
    conditions, values = (["words MATCH ?"], [match]) if match else ([], [])
    for clause in clauses:
        if len(clause.text) < _TRIGRAM or (clause.excluded and not match):
            somewhere = " OR ".join(f"ifnull({name}, '') LIKE ?" for name in _TEXTS)
            conditions.append(f"{'NOT ' if clause.excluded else ''}({somewhere})")
            values += [f"%{clause.text}%"] * len(_TEXTS)
    return " AND ".join(conditions), values


def _ranked(where: str) -> str:
    """Ids and ranks of all hits; nothing is ranked where only LIKE was asked."""
    if "MATCH" in where:
        return f"SELECT rowid AS id, bm25(words, {_WEIGHTS}) AS rank FROM words WHERE {where}"
    return f"SELECT id, 0.0 AS rank FROM trips WHERE {where}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
