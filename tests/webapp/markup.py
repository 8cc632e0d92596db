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
    """What each form of a page sends as it stands, empty fields apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: list[dict[str, list[str]]] = []
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.sent.append({})
            case "input":
                self._send(found["name"], found["value"])
            case "select":
                self._select = found["name"]
            case "option" if self._select and "selected" in found:
                self._send(self._select, found["value"])

    def _send(self, name: str, value: str) -> None:
        if value:
            self.sent[-1].setdefault(name, []).append(value)
