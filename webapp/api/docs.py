"""The OpenAPI document, and the page that shows it."""

from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from flask import Blueprint, Response, render_template
from flask_openapi.models.contact import Contact
from flask_openapi.models.info import Info
from flask_openapi.models.license import License
from flask_openapi.models.server import Server
from flask_openapi.openapi import OpenAPI
from pydantic import BaseModel, create_model

from webapp.api.reference import Reference, make_reference
from webapp.language import PARAMETER, Language, gettext, language, noted, speaking
from webapp.negotiation import API
from webapp.problem import Problem

_OPERATOR: Final = noted("이 사이트의 운영자")
# Client generators refuse 3.2 and make the name of their package of the title.
VERSION: Final = "3.1.0"
INFO: Final = Info(
    title="Overseas Trip Search API",
    version="1.0.0",
    license=License(name="Apache License 2.0", identifier="Apache-2.0"),
    contact=Contact(name=_OPERATOR),
    description=(
        "국외출장 검색: 공직자 국외출장 기록을 찾는 공개 API. 인증키 없이 누구나 쓸 수 있습니다.\n\n"
        "응답의 키는 언제나 모두 있고, 없는 값은 null이거나 비어 있습니다. 새 키는 더해질 수 있습니다. "
        "오류는 `application/problem+json`(RFC 9457)이고 `errors`가 고칠 매개변수를 말합니다. "
        "응답에는 ETag가 있어 `If-None-Match`로 다시 요청하면 바뀌지 않은 응답은 304로 옵니다."
    ),
)
# The keys of the document under which people are told something. Each is in the catalogue.
SAID: Final = frozenset(("description", "summary"))

# Every address of the API takes it, and none has it in its model: it is read before the others (`webapp.negotiation`).
_LANGUAGE: Final = {
    "name": PARAMETER,
    "in": "query",
    "required": False,
    "schema": {"$ref": "#/components/schemas/Language"},
    "description": (
        "응답의 문장(오류, 알림)을 쓸 언어. 없으면 `Accept-Language`를 따르고, 그것도 없으면 ko입니다. "
        "자료는 어느 쪽이든 그대로입니다."
    ),
}


def register_docs(app: OpenAPI) -> None:
    """`/openapi.json` and `/docs` for everything registered before."""
    document = _document(app)
    encoded: dict[Language, bytes] = {}
    references: dict[Language, Reference] = {}
    for each in Language:
        with speaking(each):
            said = in_words(document)
            encoded[each], references[each] = msgspec.json.encode(said), make_reference(said)
    docs = Blueprint("docs", __name__)
    docs.add_url_rule("/openapi.json", "document", lambda: Response(encoded[language()], mimetype="application/json"))
    docs.add_url_rule("/docs", "docs", lambda: render_template("docs.html", reference=references[language()]))
    app.register_blueprint(docs)


def _is_said(key: str, text: str) -> bool:
    return bool(text) and (key in SAID or text == _OPERATOR)


def in_words(document: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A document in the language that is spoken: what it says to people, and no name or example."""
    match document:
        case dict():
            return {
                key: gettext(value) if isinstance(value, str) and _is_said(key, value) else in_words(value)
                for key, value in document.items()
            }
        case list():
            return [in_words(value) for value in document]
        case _:
            return document


def _document(app: OpenAPI) -> dict[str, Any]:
    """The document, without the validation errors that the library adds to what has no parameters to validate.

    Enumerations lose the description that pydantic takes from our docstrings: it speaks to programmers of this house.
    """
    document = app.api_doc
    document["components"]["schemas"]["Language"] = {"enum": [*Language], "title": "Language", "type": "string"}
    for schema in document["components"]["schemas"].values():
        if "enum" in schema:
            schema.pop("description", None)
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if "parameters" not in operation:
                del operation["responses"][app.validation_error_status]
            if path.startswith(API):
                operation["parameters"] = [*operation["parameters"], _LANGUAGE]
            for parameter in operation.get("parameters", ()):
                # The library takes whatever has a default for one that may be left out; an empty list may not.
                parameter["required"] |= "minItems" in parameter["schema"]
    return document


def make_openapi() -> OpenAPI:
    """A Flask application that collects the document; `Problem` is what its clients get for bad parameters."""
    app = OpenAPI(
        "webapp",
        info=INFO,
        # Where the document itself was fetched.
        servers=[Server(url="/")],
        doc_ui=False,
        validation_error_status=400,
        validation_error_model=described(Problem),
    )
    app.openapi_version = VERSION
    return app


@cache
def described(shape: type[msgspec.Struct]) -> type[BaseModel]:
    """An answer as the library wants it for the document: a model of pydantic with the same keys and descriptions."""
    hints = get_type_hints(shape, include_extras=True)
    fields: dict[str, Any] = {name: (_in_the_document(hints[name]), ...) for name in shape.__struct_fields__}
    return create_model(shape.__name__, __doc__=shape.__doc__, **fields)


def _in_the_document(kind: Any) -> Any:  # noqa: ANN401 - a type as annotations write it, generic ones included
    """`kind` with models in the place of shapes."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return described(kind)
    inner = tuple(map(_in_the_document, get_args(kind)))
    match get_origin(kind):
        case None:
            return kind
        case origin if origin is Annotated:
            return Annotated[inner[0], *kind.__metadata__]
        case origin if origin is UnionType:
            return Union[inner]  # noqa: UP007 - of as many as there are
        case origin:
            return origin[inner] if origin in {tuple, dict} else kind
