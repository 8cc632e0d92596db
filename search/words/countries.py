"""Country names (국가명): one stated name or code → ISO code and the name officials write; a field → its places.

Names and codes come from CLDR through babel; mappings/words/countries.toml adds what officials write and every other
name in use. In filters and stated fields a code such as `us` is taken in any case, and NA is Namibia (`N/A` and `N.A.`
are nothing); in prose, where `in`, `AI` and `IT` are words, a country is known by its names alone.
"""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from babel import Locale
from babel.core import get_global

from search.words.shapes import Countries, CountryEntry
from search.words.tables import read_countries

# Of CLDR's territories these are no country: unions, test regions, parts with reserved codes.
_NO_COUNTRY: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_CODE: Final = re.compile(r"\s*([A-Za-z]{2,3})\s*")
_CODE_LENGTH: Final = 2

_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_FLAG_A: Final = ord("\U0001f1e6")

_DOTS: Final = re.compile("[ㆍ‧․・･∙⋅]")  # before NFKC, which makes ㆍ a jamo and ․ a full stop
_SEPARATORS: Final = re.compile(r"[,/·_|;、→\n]")
_WEAK_SEPARATORS: Final = re.compile(r"\s(?:및|&|and|-)\s")  # also inside names: Antigua & Barbuda
_BRACKETS: Final = re.compile(r"[(\[](?P<inside>[^()\[\]]*)[)\]]?|(?P<outside>[^()\[\]]+)")
_HOSTS: Final = re.compile(r"\[[^\[\]]*:[^\[\]]*\]")  # the form's `국가(도시) [방문(파견)기관 : ]`
_COUNT: Final = re.compile(r"\s*[등외]?\s*\d+\s*개국|\s등\s*$")  # `독일 등 3개국`
_BULLET: Final = re.compile(r"^(?:\W|\d+\.\s)+")
_PLACE: Final = re.compile(r"[^\W\d_]")
_NOTHING: Final = re.compile(r"n[/.]a\.?|(?:해당\s*)?없음|미정|미상", re.IGNORECASE)
_SIMILAR: Final = 3
_LIKENESS: Final = 0.6  # of letters, Hangul taken apart: 도일 and 독일 have .91, 도일 and 일본 .55


class Country(NamedTuple):
    """ISO 3166-1 alpha-2 code (XK for Kosovo) and the Korean name as officials write it."""

    code: str
    name: str


class Stated(NamedTuple):
    """What a field names, as written, each place once: countries (or unknown places), and cities behind them."""

    countries: list[str]
    cities: list[str]


class _Names(NamedTuple):
    labels: dict[str, str]
    by_code: dict[str, str]
    by_key: dict[str, str]


def find_country(text: str) -> Country | None:
    """The country that `text` names, whole: a name in Korean or English, an alias, a code of two or three letters.

    A flag counts as its code, alone or beside a name of the same country.
    """
    return _country(text, _find_code)


def country_named(text: str) -> Country | None:
    """The country that a word of prose names, whole: by a name, an alias or a flag, never by a code.

    Two Latin letters are a name only as capitals: `US`, but not the `us` of a sentence.
    """
    return _country(text, _find_name)


def country_label(value: str) -> str:
    """The Korean name of a code; any other value is its own label."""
    return _names().labels.get(value, value)


def english_country_label(value: str) -> str:
    """The English name of a code, by CLDR; any other value is its own label."""
    return _english().get(value, value)


def country_names(ours: Countries) -> Iterator[tuple[str, ...]]:
    """Of each country every name in use, the one that officials write first; `ours` is what CLDR does not say."""
    english = dict(_territories("en"))
    for code, korean in _territories("ko"):
        entry = ours.get(code, CountryEntry())
        yield tuple(dict.fromkeys((entry.name or korean, korean, english[code], *entry.aliases)))


def country_codes() -> frozenset[str]:
    """The codes of all countries."""
    return frozenset(code for code, _ in _territories("ko"))


def similar_countries(text: str) -> list[str]:
    """Up to three names that look like `text`, best first, for messages."""
    by_key = _names().by_key
    close = difflib.get_close_matches(_key(text), by_key, n=_SIMILAR * 2, cutoff=_LIKENESS)
    return list(dict.fromkeys(country_label(by_key[key]) for key in close))[:_SIMILAR]


def split_countries(text: str) -> Stated:
    """The places of a field such as `(오스트리아, 크로아티아)`, `· 일본 · 미국`, `UAE/오만`, `일본(삿포로시)`."""
    text = _FLAG.sub(lambda flag: f" · {_flag_code(flag[0])} · ", text)
    text = unicodedata.normalize("NFKC", _DOTS.sub("·", text)).strip()
    if _NOTHING.fullmatch(text):
        return Stated([], [])
    if find_country(text):
        return Stated([text], [])
    countries: list[str] = []
    cities: list[str] = []
    for part in _BRACKETS.finditer(_HOSTS.sub(" ", text)):
        places = list(_places(part[0].strip("()[]")))
        if part["outside"] is None and countries and _are_cities(places, of=countries[-1]):
            cities += [city for city in places if find_country(city) != find_country(countries[-1])]
        else:
            countries += places
    return Stated(_once(countries), list(dict.fromkeys(cities)))


def _are_cities(places: Iterable[str], of: str) -> bool:
    """Whether places in brackets are cities of the country before them; `유럽(독일, 프랑스)` names countries."""
    return find_country(of) is not None or not all(find_country(place) for place in places)


def _places(text: str) -> Iterator[str]:
    """The names in a text without brackets, without bullets, counts and what is no name."""
    for part in _SEPARATORS.split(_COUNT.sub(" ", text)):
        pieces = [part] if find_country(part) else _WEAK_SEPARATORS.split(part)
        for piece in pieces:
            name = _BULLET.sub("", piece).rstrip(" -:")
            if _PLACE.search(name) and not (len(name) == 1 and name.isascii()):
                yield from _spaced(name)


def _spaced(name: str) -> list[str]:
    """`미국 캐나다` is two countries; `조지아 주` and `미국 LA` stay as they are: LA could be Laos."""
    words = name.split()
    apart = not find_country(name) and all(find_country(word) and not _CODE.fullmatch(word) for word in words)
    return words if apart else [name]


def _once(places: Iterable[str]) -> list[str]:
    """Each country once, as it was first written: `🇨🇳 중국` and `보스니아·헤르체고비나` are one."""
    first: dict[Country | str, str] = {}
    for place in places:
        first.setdefault(find_country(place) or place, place)
    return list(first.values())


def _flag_code(flag: str) -> str:
    return "".join(chr(ord("A") + ord(half) - _FLAG_A) for half in flag)


def _country(text: str, find: Callable[[str], str | None]) -> Country | None:
    """The one country of a text without its flags and of its flags."""
    codes = {_names().by_code.get(_flag_code(flag)) for flag in _FLAG.findall(text)}
    rest = _FLAG.sub("", text)
    if rest.strip():
        codes.add(find(rest))
    code = codes.pop() if len(codes) == 1 else None
    return Country(code, _names().labels[code]) if code else None


def _find_name(text: str) -> str | None:
    key = _key(text)
    is_small = len(key) <= _CODE_LENGTH and key.isascii() and not text.isupper()
    return None if is_small else _names().by_key.get(key)


def _find_code(text: str) -> str | None:
    stated = _CODE.fullmatch(unicodedata.normalize("NFKC", text))
    by_code = _names().by_code.get(stated[1].upper()) if stated else None
    return by_code or _names().by_key.get(_key(text))


def _key(text: str) -> str:
    """Letters and digits alone, without case and accents, Hangul taken apart: what is left of a name to compare."""
    apart = unicodedata.normalize("NFKD", text.replace("&", "and")).casefold()
    return "".join(character for character in apart if character.isalnum())


@cache
def _english() -> dict[str, str]:
    return dict(_territories("en"))


@cache
def _names() -> _Names:
    """The names of our own file. Raises WordsError."""
    korean, english = (dict(_territories(language)) for language in ("ko", "en"))
    ours = read_countries()
    labels = korean | {code: entry.name for code, entry in ours.items() if entry.name and code in korean}
    by_key = {
        _key(name): code
        for code, label in labels.items()
        for name in (*ours.get(code, CountryEntry()).aliases, english[code], korean[code], label)
    }
    return _Names(labels, dict(_codes(labels)), by_key)


def _territories(language: str) -> Iterator[tuple[str, str]]:
    for code, name in Locale(language).territories.items():
        if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NO_COUNTRY:
            yield code, name


def _codes(labels: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Codes of two and three letters; of old ones BUR (one successor), but not SUN (many) or MI (a US state, too)."""
    known = frozenset(labels)
    for other, codes in get_global("territory_aliases").items():
        if len(other) == _CODE_LENGTH + 1 and other.isalpha() and len(codes) == 1 and codes[0] in known:
            yield other, codes[0]
    yield from ((code, code) for code in known)
