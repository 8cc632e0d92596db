"""Brings the English catalogue up to date with what code and templates say in Korean.

`python -m scripts.catalogue` adds what is new, empty, for a person to write, and takes out what nobody says any more.
"""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from search.labels import REASON_LABELS
from search.trip import FIELD_LABELS
from webapp.api.docs import SAID
from webapp.language import CATALOGUE

ROOT: Final = Path(__file__).resolve().parents[1]
# The functions that say a text, in code and in templates.
_KEYWORDS: Final = {"gettext": None, "noted": None, "counted": None, "html_counted": None, "Sentence": None, "_": None}
_SOURCES: Final = (
    ("webapp", ".py", "python"),
    ("search", ".py", "python"),
    ("webapp", ".html", "jinja2"),
    ("webapp", ".xml", "jinja2"),
)
# Names of rooms that know no language but ours; they are looked up where they are shown.
_TABLES: Final = (FIELD_LABELS, REASON_LABELS)
# The document of the API as it was recorded, which a test holds against what is served.
DOCUMENT: Final = ROOT / "tests" / "webapp" / "api" / "openapi_v1.json"
_HANGUL: Final = re.compile("[가-힣]")
# What says so many of something is another text of one than of two.
_COUNTED: Final = "{count"
_HEADER: Final = """\
# What the site and the API say, in English. `python -m scripts.catalogue` brings in what is new.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    """Every text that code and templates say, with the files that do."""
    catalogue = Catalog()
    for place, message in _messages():
        catalogue.add(_identity(message), locations=[(place, 0)])
    for message in _of_the_document(json.loads(DOCUMENT.read_text(encoding="utf-8"))):
        catalogue.add(message, locations=[(DOCUMENT.name, 0)])
    for table in _TABLES:
        for name in table.values():
            catalogue.add(name)
    return catalogue


def _messages() -> Iterator[tuple[str, str]]:
    for folder, ending, method in _SOURCES:
        for path in sorted(ROOT.joinpath(folder).rglob(f"*{ending}")):
            for _, message, _, _ in extract(method, io.BytesIO(path.read_bytes()), _KEYWORDS):
                yield path.relative_to(ROOT).as_posix(), str(message)


def _of_the_document(document: object) -> Iterator[str]:
    """What the document of the API says to people."""
    if isinstance(document, list):
        for value in document:
            yield from _of_the_document(value)
    elif isinstance(document, dict):
        for key, value in document.items():
            if key in SAID and isinstance(value, str) and _HANGUL.search(value):
                yield value
            else:
                yield from _of_the_document(value)


def _identity(message: str) -> str | tuple[str, str]:
    """Korean has no plural: it is written the same."""
    return (message, message) if _COUNTED in message else message


def written() -> Catalog:
    """The catalogue as it is."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def renewed() -> Catalog:
    """The catalogue with what is said now; what is another kind of text than before is to be written anew."""
    catalogue = written()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = ("", "") if message.pluralizable else ""
    return catalogue


def write(catalogue: Catalog) -> None:
    """Put `catalogue` in the place of what is there."""
    body = io.BytesIO()
    write_po(body, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True)
    CATALOGUE.write_bytes(_HEADER.encode() + body.getvalue().rstrip() + b"\n")


def main() -> None:
    """Write the catalogue anew."""
    catalogue = renewed()
    write(catalogue)
    texts = [message for message in catalogue if message.id]
    print(f"{len(texts)} texts, {sum(not all(forms_of(message.string)) for message in texts)} to write")


def forms_of(string: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """A text of the catalogue in all its numbers."""
    return (string or "",) if isinstance(string, str) or string is None else tuple(string)


if __name__ == "__main__":
    main()
