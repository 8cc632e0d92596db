"""Two OpenAPI documents → what the later one breaks for a client that was written to the earlier one.

A client may send whatever the earlier document allows, and read whatever it promises. So what is taken may only grow,
and what is answered keeps its keys and is of no kind that it was not before. New keys, new addresses and new optional
parameters break nobody: docs/api.md says so.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

Json = Mapping[str, Any]

# Bounds of what may be sent: those that must not fall, and those that must not rise.
_HIGHEST: Final = ("maxLength", "maximum", "maxItems", "exclusiveMaximum")
_LOWEST: Final = ("minLength", "minimum", "minItems", "exclusiveMinimum")
_SAME: Final = ("pattern", "format", "default")


class _Both(NamedTuple):
    """The same place of two documents, each with the document that its references lead into."""

    before: Json
    after: Json
    old: Json
    new: Json

    def at(self, before: Json, after: Json) -> "_Both":
        """Another place of both."""
        return _Both(_resolved(self.old, before), _resolved(self.new, after), self.old, self.new)


def breaks(old: Json, new: Json) -> list[str]:
    """A line for each thing that a client of `old` would miss or stumble over in `new`."""
    return list(_document(_Both(old, new, old, new)))


def _document(both: _Both) -> Iterator[str]:
    for path, methods in both.before["paths"].items():
        for method, operation in methods.items():
            where = f"{method.upper()} {path}"
            later = both.after["paths"].get(path, {}).get(method)
            if later is None:
                yield f"{where}: gone"
            else:
                yield from _operation(where, both.at(operation, later))


def _operation(where: str, both: _Both) -> Iterator[str]:
    if both.before["operationId"] != both.after["operationId"]:
        yield f"{where}: another operationId, which names the method of a generated client"
    before, after = ({(one["name"], one["in"]): one for one in side.get("parameters", ())} for side in both[:2])
    for name, one in before.items():
        if name not in after:
            yield f"{where}: parameter {name[0]} gone"
        else:
            yield from _parameter(f"{where}: parameter {name[0]}", both.at(one, after[name]))
    for name in after.keys() - before.keys():
        if after[name].get("required"):
            yield f"{where}: parameter {name[0]} is new and required"
    for status, answer in both.before["responses"].items():
        later = both.after["responses"].get(status)
        if later is None:
            yield f"{where}: {status} gone"
            continue
        for kind, content in answer.get("content", {}).items():
            if kind not in later.get("content", {}):
                yield f"{where}: {status} is no {kind}"
            else:
                at = both.at(content["schema"], later["content"][kind]["schema"])
                yield from _answer(f"{where}: {status}", at, frozenset())


def _parameter(where: str, both: _Both) -> Iterator[str]:
    if both.after.get("required") and not both.before.get("required"):
        yield f"{where} is required"
    yield from _taken(where, both.at(both.before["schema"], both.after["schema"]))


def _taken(where: str, both: _Both) -> Iterator[str]:
    """What may be sent may only grow."""
    before, after = both[:2]
    if missing := _kinds(both.old, before) - _kinds(both.new, after):
        yield f"{where} takes no {', '.join(sorted(missing))}"
    if gone := set(before.get("enum", ())) - set(after.get("enum", before.get("enum", ()))):
        yield f"{where} takes no {', '.join(map(str, sorted(gone)))}"
    if "enum" in after and "enum" not in before:
        yield f"{where} takes some values only"
    yield from _narrower(where, before, after)
    for name in _SAME:
        if before.get(name) != after.get(name):
            yield f"{where}: another {name}"
    if "items" in before and "items" in after:
        yield from _taken(where, both.at(before["items"], after["items"]))


def _narrower(where: str, before: Json, after: Json) -> Iterator[str]:
    for bound in _HIGHEST:
        if bound in after and (bound not in before or after[bound] < before[bound]):
            yield f"{where}: {bound} fell"
    for bound in _LOWEST:
        if bound in after and (bound not in before or after[bound] > before[bound]):
            yield f"{where}: {bound} rose"


def _answer(where: str, both: _Both, seen: frozenset[int]) -> Iterator[str]:
    """What is answered keeps its keys, and is of no kind that it was not."""
    before, after = both[:2]
    if id(before) in seen:
        return
    seen |= {id(before)}
    if strange := _kinds(both.new, after) - _kinds(both.old, before):
        yield f"{where} may be {', '.join(sorted(strange))}"
    for name, schema in before.get("properties", {}).items():
        if name not in after.get("properties", {}):
            yield f"{where}.{name} gone"
            continue
        if name in before.get("required", ()) and name not in after.get("required", ()):
            yield f"{where}.{name} may be absent"
        yield from _answer(f"{where}.{name}", both.at(schema, after["properties"][name]), seen)
    for inside in ("items", "additionalProperties"):
        if isinstance(before.get(inside), dict) and isinstance(after.get(inside), dict):
            yield from _answer(f"{where}[]", both.at(before[inside], after[inside]), seen)
    for one, later in zip(_choices(before), _choices(after), strict=False):
        yield from _answer(where, both.at(one, later), seen)


def _choices(schema: Json) -> list[Json]:
    """What a schema may be instead, null left out: that is a kind."""
    return [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]


def _kinds(document: Json, schema: Json) -> set[str]:
    schema = _resolved(document, schema)
    if "anyOf" in schema:
        return {kind for one in schema["anyOf"] for kind in _kinds(document, one)}
    kinds = schema.get("type", "any")
    return {kinds} if isinstance(kinds, str) else set(kinds)


def _resolved(document: Json, schema: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = document
    for name in schema["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return {**found, **{name: value for name, value in schema.items() if name != "$ref"}}
