"""The options of `trips search`: the parameters of the API's search, by the names and in the words of its document."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from webapp.request.params import TripsParameters, repeatable

Json = dict[str, Any]
Command = TypeVar("Command", bound=Callable[..., Any])

# What the document calls a form of text, as a line of help shows it.
_FORMS: Final = {"date": "YYYY-MM-DD", "^[0-9]{4}$": "YYYY"}


def search_options(command: Command) -> Command:
    """`command` with an option for each parameter of a search; the text to search for is no option."""
    schema = TripsParameters.model_json_schema()
    for name, described in reversed(schema["properties"].items()):
        if name != "q":
            command = click.option(
                f"--{name.replace('_', '-')}",
                multiple=name in repeatable(TripsParameters),
                metavar=_metavar(_of_one(described, schema["$defs"])),
                help=described["description"].replace("`", ""),
            )(command)
    return command


def _of_one(described: Json, definitions: Json) -> Json:
    """What is said of one value: of those in a list, of what may be left out, of what is defined elsewhere."""
    inner: Json = described.get("items") or described.get("anyOf", [described])[0]
    defined: Json = definitions.get(inner.get("$ref", "").rpartition("/")[2], inner)
    return defined


def _metavar(value: Json) -> str | None:
    """How a value is written; None: any text."""
    match value:
        case {"enum": known}:
            return "|".join(known)
        case {"type": "boolean"}:
            return "true|false"
        case {"type": "integer", "minimum": low, "maximum": high}:
            return f"{low}–{high}"
        case {"format": form} | {"pattern": form}:
            return _FORMS.get(form)
        case _:
            return None
