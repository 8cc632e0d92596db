"""What templates say in two languages: our texts as HTML, data as the Korean they are, the page in the other one."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from flask import Flask, request, url_for
from markupsafe import Markup, escape

from search.sentences import written
from webapp.language import PARAMETER, Language, in_language, is_korean, language, translated
from webapp.text import printable

# Letters of Korean with whatever stands between them but Latin ones and quotes.
_KOREAN: Final = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣](?:[^A-Za-z‘’]*[ㄱ-ㅎㅏ-ㅣ가-힣])*")
# A text of more pieces is marked as a whole: marks take room.
_PIECES: Final = 4
# What is asked at greater length is refused, or no page.
_LONGEST: Final = 8_000
_SWITCH: Final = '<a href="{0}" lang="{1}" hreflang="{1}" rel="nofollow">{2}</a>'
_ALTERNATE: Final = '<link rel="alternate" hreflang="{}" href="{}">'
_CALLED: Final = {Language.KOREAN: "한국어", Language.ENGLISH: "English"}


class OnEnglishPages:
    """Markup that English pages have and Korean ones do not; in a condition, whether the page is an English one."""

    def __init__(self, markup: str) -> None:
        """`markup` is ours."""
        self._markup = markup

    def __bool__(self) -> bool:
        """Of the page that is written now."""
        return not is_korean()

    def __html__(self) -> str:
        """As a template writes it."""
        return "" if is_korean() else self._markup


def register_templates(app: Flask) -> None:
    """Templates say `_("…")` and `counted("…", number)`; `| data` is what others wrote.

    `in_korean` stands in the tag of an element, and `| korean` behind a piece of a page, that is data as a whole.
    """
    app.jinja_env.globals.update(
        _=_said,
        alternates=alternates,
        counted=html_counted,
        in_korean=OnEnglishPages(' lang="ko"'),
        language_field=language_field,
        switch=switch,
    )
    app.jinja_env.filters.update(data=data, in_words=translated, korean=_korean)
    app.context_processor(lambda: {"language": language().value})


def _said(message: str, **values: object) -> Markup:
    """`message`, which is HTML, with `values`, which are not."""
    return _html(in_language(message), values) if values else _whole(language(), message)


def html_counted(message: str, count: int, **values: object) -> Markup:
    """The same of so many of something."""
    text = in_language(message, count)
    if values:
        return _html(text, {"count": count, **values})
    # Most of what a page counts: a number is no markup.
    return Markup(text.format(count=count))  # noqa: S704


def _html(text: str, values: Mapping[str, object]) -> Markup:
    # What is written in code and catalogue is safe, and what is put into it is escaped.
    return Markup(written(text, values, _escaped))  # noqa: S704


def _escaped(value: object) -> object:
    """A value as HTML; a page has some hundred numbers, which need not be looked at."""
    return value if isinstance(value, int | Markup) else escape(printable(str(value)))


@cache
def _whole(_: Language, message: str) -> Markup:
    """A text without values: there are as many as code and templates have."""
    return Markup(in_language(message))  # noqa: S704 - as above


def _korean(piece: Markup) -> Markup:
    return piece if is_korean() else Markup(f'<span lang="ko">{piece}</span>')  # noqa: S704 - as it was


def data(text: str) -> str:
    """A text that others wrote, or one of ours with their words in it: on an English page what is Korean says so."""
    if is_korean() or not text:
        return text
    found = [*_KOREAN.finditer(printable(text))]
    if not found:
        return text
    ends = [match.span() for match in found] if len(found) <= _PIECES else [(found[0].start(), found[-1].end())]
    marked, last = Markup(), 0
    for start, end in ends:
        marked += escape(text[last:start]) + Markup('<span lang="ko">{}</span>').format(printable(text[start:end]))
        last = end
    return marked + escape(text[last:])


def language_field() -> Markup:
    """What a form sends along so that its answer is in the language of the page."""
    if is_korean():
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(PARAMETER, language().value)


def switch() -> Markup:
    """The link to this page in the other language, in its own words."""
    other = Language.ENGLISH if is_korean() else Language.KOREAN
    return Markup(_SWITCH.format(escape(_in(other, _here())), other.value, _CALLED[other]))  # noqa: S704 - as above


def alternates() -> Markup:
    """The page in each language, for search engines; for pages that they may keep, whatever else they were asked."""
    here = _here(_external=True)._replace(asked=[])
    lines = [_ALTERNATE.format(each.value, escape(_in(each, here))) for each in Language]
    return Markup("\n  ".join(lines))  # noqa: S704 - as above


class _Here(NamedTuple):
    """Where a page is: its address, and what it is asked besides its language."""

    address: str
    asked: list[tuple[str, str]]


def _here(**how: Any) -> _Here:  # noqa: ANN401 - as url_for has it
    """Where the page is; of what is no page the start page."""
    if request.endpoint is None or len(request.query_string) > _LONGEST:
        return _Here(url_for("pages.start", lang=None, **how), [])
    address = url_for(request.endpoint, **{**(request.view_args or {}), PARAMETER: None}, **how)
    return _Here(address, [pair for pair in request.args.items(multi=True) if pair[0] != PARAMETER])


def _in(spoken: Language, here: _Here) -> str:
    """The address of a page in a language."""
    stated = [] if spoken is Language.KOREAN else [(PARAMETER, spoken.value)]
    asked = urlencode([*here.asked, *stated])
    return f"{here.address}?{asked}" if asked else here.address
