"""The OpenAPI document as a page to read: every address with what it takes and answers; no script draws it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from webapp.language import gettext, noted

_REF: Final = "$ref"
# How JSON Schema's kinds are called for people.
_KINDS: Final = {
    "string": noted("글자"),
    "integer": noted("정수"),
    "number": noted("수"),
    "boolean": "true, false",
    "array": noted("목록"),
}
_FORMATS: Final = {"date": noted("날짜(2025-11-09)"), "date-time": noted("시각(RFC 3339)"), "binary": noted("파일")}


class Parameter(NamedTuple):
    """One parameter: `choices` are all values it may have, none where it may have others; `several`: more than once."""

    name: str
    kind: str
    choices: tuple[str, ...]
    several: bool
    required: bool
    default: str
    example: str
    description: str


class Answer(NamedTuple):
    """One status, and the name of the schema that it comes with."""

    status: str
    description: str
    schema: str


class Operation(NamedTuple):
    """One address."""

    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]


class Section(NamedTuple):
    """The addresses of one kind."""

    title: str
    operations: tuple[Operation, ...]


class Key(NamedTuple):
    """One key of an answer; `schema` names what it holds, if that has keys of its own."""

    name: str
    kind: str
    schema: str
    description: str


class Schema(NamedTuple):
    """What an answer is made of."""

    name: str
    description: str
    keys: tuple[Key, ...]


class Reference(NamedTuple):
    """Everything the template needs."""

    title: str
    version: str
    description: tuple[str, ...]
    sections: tuple[Section, ...]
    schemas: tuple[Schema, ...]


def make_reference(document: Mapping[str, Any]) -> Reference:
    """The page of an OpenAPI document."""
    schemas = document["components"]["schemas"]
    by_tag: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        operation = methods["get"]
        by_tag[operation["tags"][0]].append(_operation(path, operation, schemas))
    return Reference(
        document["info"]["title"],
        document["info"]["version"],
        tuple(document["info"]["description"].split("\n\n")),
        tuple(Section(tag["description"], tuple(by_tag[tag["name"]])) for tag in document["tags"]),
        tuple(
            Schema(name, schema.get("description", ""), tuple(_keys(schema["properties"])))
            for name, schema in schemas.items()
            if "properties" in schema
        ),
    )


def _operation(path: str, operation: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    return Operation(
        operation["operationId"],
        path,
        operation["summary"],
        operation.get("description", ""),
        tuple(_parameter(each, schemas) for each in operation.get("parameters", ())),
        tuple(_answers(operation["responses"])),
    )


def _parameter(parameter: Mapping[str, Any], schemas: Mapping[str, Any]) -> Parameter:
    schema = parameter["schema"]
    several = schema.get("type") == "array"
    inner = schema["items"] if several else schema
    choices = schemas[_named(inner)].get("enum", ()) if _named(inner) else ()
    default = schema.get("default")
    return Parameter(
        parameter["name"],
        gettext("선택") if choices else _kind(inner),
        tuple(choices),
        several,
        parameter["required"],
        "" if default in (None, "", []) else str(default).lower() if isinstance(default, bool) else str(default),
        _example(schema),
        parameter.get("description", ""),
    )


def _answers(responses: Mapping[str, Any]) -> Iterator[Answer]:
    for status, response in responses.items():
        kinds = [content["schema"] for content in response.get("content", {}).values()]
        yield Answer(status, "" if response["description"] == "OK" else response["description"], _named(*kinds))


def _keys(properties: Mapping[str, Any]) -> Iterator[Key]:
    for name, schema in properties.items():
        yield Key(name, _kind(schema), _within(schema), schema.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    """What a value is, in words."""
    if options := schema.get("anyOf"):
        kinds = [_kind(option) for option in options if option.get("type") != "null"]
        return gettext(" 또는 ").join(dict.fromkeys(kinds)) + (", null" if len(kinds) < len(options) else "")
    if "const" in schema:
        return str(schema["const"])
    kind = _FORMATS.get(schema.get("format", "")) or _KINDS.get(schema.get("type", ""), "")
    return gettext(kind) if kind else ""


def _within(schema: Mapping[str, Any]) -> str:
    """The schema that a value is of, or the values in it."""
    inner = [schema, schema.get("items", {}), schema.get("additionalProperties", {}), *schema.get("anyOf", ())]
    found = [each for each in inner if isinstance(each, Mapping)]
    found += [each["items"] for each in found if isinstance(each.get("items"), Mapping)]
    return _named(*found)


def _named(*schemas: Mapping[str, Any]) -> str:
    """The name of the first schema that is named."""
    return next((str(schema[_REF]).rpartition("/")[2] for schema in schemas if _REF in schema), "")


def _example(schema: Mapping[str, Any]) -> str:
    example = next(iter(schema.get("examples", ())), "")
    return str(example[0]) if isinstance(example, list) else str(example)
