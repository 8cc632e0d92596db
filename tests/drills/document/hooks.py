"""What no schema can say of a request, said to Schemathesis: `schemathesis run` loads this file.

No check is left out. Three things are arranged, so that data that is valid by the document is valid:

- Names of closed lists (themes, countries, …) are any text in the document, because they may be written in many ways.
  Drawn at random none of them would be known, so they are drawn from ours, and any other has to be refused.
- What two parameters must be to each other: a range does not end before it begins, nothing is counted by its own measure.
- A cursor belongs to one search: it is asked for there, as a client has it, and the next page has to come.

And two, so that more is looked at: half of the ids and facets in paths are ones that there are, and of JSON Lines, for
which OpenAPI 3.1 has no words, every line is held against the schema.
"""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx
import regex
import schemathesis
from schemathesis import Case, HookContext, Response

from search.query import NOT, RANGES, FacetName
from search.trip import MISSING_FIELDS
from search.words.files import our_words
from search.words.shapes import OFFICE_KINDS

_WORDS: Final = our_words()
_KNOWN: Final[dict[str, list[str]]] = {
    "theme": [theme.key for theme in _WORDS.themes],
    "country": ["JP", "DE", "CN", "독일", "대한민국"],
    "region": list(_WORDS.offices.regions),
    "office_kind": list(OFFICE_KINDS),
    "missing": list(MISSING_FIELDS),
}
_OPEN_NAMES: Final = ("city", "organisation", "ids")
_SEEN: Final = regex.compile(r"[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]")
_LINES: Final = "application/x-ndjson"


@schemathesis.deserializer(_LINES)
def read_lines(context: Any, response: Response) -> list[Any]:  # noqa: ANN401, ARG001 - as it is called
    """A record a line."""
    return [json.loads(line) for line in response.content.splitlines()]


@schemathesis.hook
def before_load_schema(context: HookContext, raw_schema: dict[str, Any]) -> None:  # noqa: ARG001 - as it is called
    """Names that have to be known are one of ours; half of what paths name is there."""
    hits = httpx.get(f"{os.environ['TRIPS_SITE']}/api/v1/trips", timeout=30).json()["hits"]
    there = {"trip_id": [hit["id"] for hit in hits], "name": list(FacetName)}
    for path in raw_schema["paths"].values():
        for parameter in path["get"].get("parameters", ()):
            name = parameter["name"].removeprefix(NOT)
            if name in _KNOWN:
                parameter["schema"]["items"] = {"enum": _KNOWN[name]}
            if name in there:
                parameter["schema"] = {"anyOf": [{"enum": there[name]}, {"type": "string"}]}
        content = path["get"]["responses"]["200"].get("content", {})
        if _LINES in content:
            content[_LINES]["schema"] = {"type": "array", "items": content[_LINES]["schema"]}


@schemathesis.hook
def filter_case(context: HookContext, case: Case[Any]) -> bool:  # noqa: ARG001 - the same
    """Whether a request that is meant to be valid says what can be."""
    return not _is_meant_to_be_valid(case) or not any(_contradictions(case.query))


@schemathesis.hook
def map_case(context: HookContext, case: Case[Any]) -> Case[Any]:  # noqa: ARG001 - the same
    """The request with a cursor of its own search in the place of an invented one."""
    if _is_meant_to_be_valid(case) and "cursor" in case.query:
        del case.query["cursor"]
        case.query["size"] = 1
        request = case.as_transport_kwargs()
        answer = httpx.get(request["url"], params=request["params"], timeout=30)
        if cursor := answer.json().get("next"):
            case.query["cursor"] = cursor
    return case


def _is_meant_to_be_valid(case: Case[Any]) -> bool:
    return case.meta is not None and case.meta.generation.mode.is_positive


def _contradictions(query: Mapping[str, Any]) -> Iterator[str]:
    for first, last in RANGES.values():
        low, high = query.get(first), query.get(last)
        if low is not None and high is not None and low > high:
            yield f"{first} is behind {last}"
    for name in _OPEN_NAMES:
        for prefix in ("", NOT):
            if not all(map(_shows, query.get(prefix + name, ()))):
                yield f"a {prefix + name} that shows nothing"
    by = query.get("by", ())
    if len(set(by)) < len(by) or {"year", "month"} <= set(by):
        yield "one dimension within the other"
    if set(by) & set(query.get("measures", ())):
        yield "what is measured is the same in all of a row"


def _shows(text: str) -> bool:
    return _SEEN.search(text) is not None
