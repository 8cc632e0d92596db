"""Country names (국가명): one stated name or code → ISO code and the name officials write.

Names and codes come from CLDR through babel; mappings/words/countries.toml adds what officials write and every other
name in use.
"""

import difflib
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from babel import Locale
from babel.core import get_global

import mappings

COUNTRIES_FILE: Final = Path(mappings.__file__).parent / "words" / "countries.toml"

# Of CLDR's territories these are no country: unions, test regions, parts with reserved codes.
_NO_COUNTRY: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_CODE_LENGTH: Final = 2
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_A: Final = ord("\U0001f1e6")
_SEPARATORS: Final = re.compile(r"[,/·ㆍ・‧_|;、\n]|\s및\s|\s-\s")
_WITH_CITIES: Final = re.compile(r"(?P<country>[^()\[\]]+?)\s*[(\[](?P<cities>[^()\[\]]*)[)\]]?")
_SIMILAR: Final = 3


class Country(NamedTuple):
    """ISO 3166-1 alpha-2 code and the Korean name as officials write it."""

    code: str
    name: str


class Stated(NamedTuple):
    """What a field names: countries as written, and the cities that stood in brackets behind them."""

    countries: list[str]
    cities: list[str]


class _Names(NamedTuple):
    by_key: dict[str, str]
    labels: dict[str, str]


def find_country(text: str) -> Country | None:
    """The country that `text` names, whole: a name in Korean or English, an alias, a code of two or three letters."""
    flag = _FLAG.search(text)
    if flag:
        text = "".join(chr(ord("A") + ord(half) - _FLAG_A) for half in flag[0])
    code = _names().by_key.get(_key(text))
    return Country(code, _names().labels[code]) if code else None


def country_label(value: str) -> str:
    """The Korean name of a code; any other value is its own label."""
    return _names().labels.get(value, value)


def similar_countries(text: str) -> list[str]:
    """Up to three names that look like `text`, for messages."""
    close = difflib.get_close_matches(_key(text), _names().by_key, n=_SIMILAR * 2, cutoff=0.5)
    return list(dict.fromkeys(_names().labels[_names().by_key[key]] for key in close))[:_SIMILAR]


def split_countries(text: str) -> Stated:
    """The countries of a field such as `(오스트리아, 크로아티아)`, `· 일본 · 미국`, `UAE/오만`, `일본(삿포로시)`."""
    text = _FLAG.sub(lambda flag: f" {flag[0]} ", unicodedata.normalize("NFC", text)).strip()
    whole = re.fullmatch(r"[(\[](.*)[)\]]", text, flags=re.DOTALL)
    text = whole[1] if whole else text
    if find_country(text):
        return Stated([text], [])
    countries: list[str] = []
    cities: list[str] = []
    for part in _outside_brackets(text):
        with_cities = _WITH_CITIES.fullmatch(part)
        countries.append(with_cities["country"].strip() if with_cities else part)
        if with_cities:
            cities += [city.strip() for city in _SEPARATORS.split(with_cities["cities"]) if city.strip()]
    return Stated(list(dict.fromkeys(countries)), list(dict.fromkeys(cities)))


def _outside_brackets(text: str) -> list[str]:
    """`text` split at separators that stand outside brackets."""
    held = re.sub(r"[(\[][^)\]]*[)\]]?", lambda inside: _SEPARATORS.sub("\0", inside[0]), text)
    parts = [part.replace("\0", ",").strip() for part in _SEPARATORS.split(held)]
    return [part for part in parts if part]


def _key(text: str) -> str:
    return re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _names() -> _Names:
    korean = {
        code: name
        for code, name in Locale("ko").territories.items()
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NO_COUNTRY
    }
    ours = tomllib.loads(COUNTRIES_FILE.read_text(encoding="utf-8"))
    labels = korean | {code: entry["name"] for code, entry in ours.items() if "name" in entry}
    english = Locale("en").territories
    by_key: dict[str, str] = {}
    for code, label in labels.items():
        for name in (code, label, korean.get(code, label), english[code], *ours.get(code, {}).get("aliases", ())):
            by_key[_key(name)] = code
    for alias, codes in get_global("territory_aliases").items():
        if alias.isalpha() and len(alias) == _CODE_LENGTH + 1 and codes[0] in labels:
            by_key.setdefault(_key(alias), codes[0])
    return _Names(by_key, labels)
