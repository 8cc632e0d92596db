"""What a test reads out of a page."""

import re
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit


class Elements(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for found, attributes in self.found if found == tag]


def links(html: str) -> dict[str, dict[str, list[str]]]:
    """The text of every link to a search → the parameters it asks for."""
    found = re.findall(r'<a (?:class="\w+" )?href="(/search[^"]*)"[^>]*>(.*?)</a>', html, flags=re.DOTALL)
    asked: dict[str, dict[str, list[str]]] = {}
    for address, text in found:
        parameters: dict[str, list[str]] = {}
        for name, value in parse_qsl(urlsplit(unescape(address)).query):
            parameters.setdefault(name, []).append(value)
        asked[" ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())] = parameters
    return asked


class Forms(HTMLParser):
    """What each form of a page sends as it stands, empty fields apart; fields elsewhere may name their form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[dict[str, list[str]]] = []
        self._named: dict[str, dict[str, list[str]]] = {}
        self._select: tuple[str, str | None] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.sent.append({})
                self._named[found.get("id", "")] = self.sent[-1]
            case "input" if found.get("type") != "checkbox" or "checked" in found:
                self._send(found["name"], found["value"], found.get("form"))
            case "select":
                self._select = found["name"], found.get("form")
            case "option" if self._select and "selected" in found:
                self._send(self._select[0], found["value"], self._select[1])

    def _send(self, name: str, value: str, form: str | None) -> None:
        if value:
            (self._named[form] if form else self.sent[-1]).setdefault(name, []).append(value)


def boxes(html: str) -> dict[str, tuple[str, str, bool]]:
    """The text beside every box to tick → the parameter, its value, and whether it is ticked."""
    found = re.findall(
        r'<input type="checkbox" name="(\w+)" value="([^"]*)" form="search"( checked)?>(.*?)</label>', html, re.DOTALL
    )
    return {
        " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split()): (name, unescape(value), bool(checked))
        for name, value, checked, text in found
    }
