"""Offices (기관): the name of one → the regions whose own it is, and its kind, by mappings/words/offices.toml.

What a name does not tell stays empty. The pieces of it that told the rest are kept: every answer has its reason.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

import msgspec

from search.korean.organisations import organisation_key
from search.page import Reason
from search.words.files import our_words
from search.words.groups import Group
from search.words.shapes import Offices

_REGIONAL, _LOCAL = "광역", "기초"
# A shorter name goes on by chance: 동구 is no part of 동구릉, nor 국회 of 국회의사당역.
_GOES_ON: Final = 3
# So many names are told once: an index has a few hundred, and every trip names one.
_KEPT: Final = 4_096
# A city, county or district that the file does not have yet; told by its form behind the name of a region only.
_NEW_DISTRICT: Final = re.compile(r"[가-힣]{2,3}[시군구](?=$|의회)")


class Office(msgspec.Struct, frozen=True):
    """What a name tells: the regions and the kind, and the pieces of it by which they are known."""

    regions: tuple[str, ...] = ()
    kind: str | None = None
    region_by: str = ""
    kind_by: str = ""


class _Area(NamedTuple):
    """What a name begins with: regions known `by` a piece, and the kind that the piece `own` is, if it is an office."""

    regions: tuple[str, ...]
    by: str
    kind: str | None
    own: str
    rest: str


class _Behind(NamedTuple):
    """What stands behind the name of an area; an office of the State there is none of the area's."""

    kind: str | None
    by: str = ""
    is_local: bool = True


_NO_OFFICE: Final = _Behind(None)


class OfficeFinder:
    """Tells offices by their names. Thread-safe."""

    def __init__(self, file: Offices, groups: Iterable[Group]) -> None:
        """`groups` say which names are other names of one office."""
        regions, kinds = file.regions.items(), file.kinds.items()
        self._names = _regions((entry.names, region) for region, entry in regions)
        self._short = _regions((entry.short, region) for region, entry in regions)
        self._districts = _regions((entry.districts, region) for region, entry in regions)
        self._cities = dict(_without_units(self._districts, self._short))
        self._area_begins = _kinds((entry.area_begins, kind) for kind, entry in kinds)
        self._area_within = _kinds((entry.area_within, kind) for kind, entry in kinds)
        self._area_ends = _kinds((entry.area_ends, kind) for kind, entry in kinds)
        self._city_whole = _kinds((entry.city_whole, kind) for kind, entry in kinds)
        self._beginnings = _kinds((entry.beginnings, kind) for kind, entry in kinds)
        self._endings = _kinds((entry.endings, kind) for kind, entry in kinds)
        self._regions = regions_by_name(file)
        self._none = _kinds([(file.no_offices, "")])
        self._legal_forms = tuple(map(organisation_key, file.legal_forms))
        self._listed = dict(_listed(file))
        self._other_names: dict[str, Office] = {}
        self._find_once = lru_cache(_KEPT)(self._found)
        for group in groups:
            if group.reason is Reason.ORGANISATION:
                self._add_names(group)

    def find(self, name: str) -> Office:
        """What `name` tells; the same for all spellings of it."""
        return self._find_once(name)

    def _found(self, name: str) -> Office:
        letters = self._bare(organisation_key(name))
        ways = (self._other_names.get, self._known, self._of_area, self._of_city, self._by_form)
        return next((office for way in ways if (office := way(letters))), Office())

    def regions_named(self, text: str) -> tuple[str, ...]:
        """The regions that `text` as a whole names, in full or in short."""
        return self._regions.get(organisation_key(text), ())

    def _add_names(self, group: Group) -> None:
        """The other names of an office tell what its name tells."""
        name, *others = group.words
        office = self._found(name)
        known = self._listed if organisation_key(name) in self._listed else self._other_names
        for other in others:
            by = msgspec.structs.replace(office, region_by=other if office.regions else "", kind_by=other)
            if office.kind:
                known.setdefault(organisation_key(other), by)

    def _bare(self, letters: str) -> str:
        """Without a legal form before the name."""
        form = next((form for form in self._legal_forms if letters.startswith(form)), "")
        return letters.removeprefix(form) or letters

    def _known(self, letters: str) -> Office | None:
        """An office of the file, or a department of one."""
        ends = range(len(letters), 0, -1)
        return next((self._listed[letters[:end]] for end in ends if self._is_known(letters, end)), None)

    def _is_known(self, letters: str, end: int) -> bool:
        goes_on = end >= _GOES_ON and not letters[:end].isascii()
        return letters[:end] in self._listed and (end == len(letters) or goes_on)

    def _of_area(self, letters: str) -> Office | None:
        """An office of a region or district that the name begins with, or of the State there."""
        area = self._area(letters)
        if area is None:
            return None
        found = self._behind(area.rest)
        if found is None:
            # A department, of an area that has any.
            return Office(area.regions, area.kind, area.by, area.own) if area.kind else None
        if found.is_local and found.kind:
            return Office(area.regions, found.kind, area.by, found.by)
        return Office(kind=found.kind, kind_by=found.by) if found.kind else None

    def _area(self, letters: str) -> _Area | None:
        region, district = _beginning(letters, self._names), _beginning(letters, self._districts)
        by = region or ("" if district else _beginning(letters, self._short))
        if by:
            return self._in_region(by, district, letters.removeprefix(by))
        if not district:
            return None
        regions = self._districts[district]
        is_told = len(regions) == 1
        rest = letters.removeprefix(district)
        kind = _LOCAL if len(district) >= _GOES_ON or rest in {"", "청"} else None
        return _Area(regions if is_told else (), district if is_told else "", kind, district, rest)

    def _in_region(self, by: str, district: str, rest: str) -> _Area:
        """A district of a region, or the region itself; `district` is what its name may be just as well (광주시)."""
        is_short = by not in self._names
        regions = self._short[by] if is_short else self._names[by]
        inside = _beginning(rest, self._districts)
        having = tuple(region for region in regions if region in self._districts.get(inside, ()))
        if having:
            return _Area(having, by, _LOCAL, inside, rest.removeprefix(inside))
        if is_short:
            return _Area(regions, by, None, "", rest)
        if district == by:
            return _Area((), "", None, "", rest)
        if new := _NEW_DISTRICT.match(rest):
            return _Area(regions, by, _LOCAL, new[0], rest[new.end() :])
        return _Area(regions, by, _REGIONAL, by, rest)

    def _behind(self, rest: str) -> _Behind | None:
        """What stands behind the name of an area; None: one of its departments."""
        piece = _beginning(rest, self._area_begins)
        if piece:
            return _Behind(self._area_begins[piece], piece)
        within = next((piece for piece in self._area_within if piece in rest), "")
        if within:
            return _Behind(self._area_within[within], within)
        if _ending(rest, self._none):
            return _NO_OFFICE
        local, national = _ending(rest, self._area_ends), _ending(rest, self._endings)
        if national and len(national) > len(local):
            return _Behind(self._endings[national], national, is_local=False)
        return _Behind(self._area_ends[local], local) if local else None

    def _of_city(self, letters: str) -> Office | None:
        """`성남도시개발공사`, `구리남양주교육지원청`: behind a city's short name little tells an office of it."""
        city = _beginning(letters, self._cities)
        if not city:
            return None
        rest = letters.removeprefix(city)
        while (other := _beginning(rest, self._cities)) and self._cities[other] == self._cities[city]:
            rest = rest.removeprefix(other)
        whole = self._city_whole | self._area_begins
        piece = rest if rest in whole else next((piece for piece in self._area_within if piece in rest), "")
        kind = whole.get(piece) or self._area_within.get(piece)
        return Office(self._cities[city], kind, city, piece) if kind else None

    def _by_form(self, letters: str) -> Office | None:
        """By how a name ends or begins, whosever office it is."""
        if _ending(letters, self._none):
            return None
        if piece := _ending(letters, self._endings):
            return Office(kind=self._endings[piece], kind_by=piece)
        piece = _beginning(letters, self._beginnings)
        return Office(kind=self._beginnings[piece], kind_by=piece) if piece else None


@cache
def our_offices() -> OfficeFinder:
    """Who tells offices by our own words."""
    words = our_words()
    return OfficeFinder(words.offices, words.groups)


def regions_by_name(file: Offices) -> Mapping[str, tuple[str, ...]]:
    """What each name of a region means, in full and in short, by its key; 광주시 is a city of another one, too."""
    regions = file.regions.items()
    named = _regions(({region, *entry.short, *entry.names}, region) for region, entry in regions)
    districts = _regions((entry.districts, region) for region, entry in regions)
    return {name: found for name, found in named.items() if name not in districts}


def office_of(name: str | None) -> Office:
    """What the name of an office tells by our own words; nothing of none."""
    return our_offices().find(name) if name else Office()


def _beginning(text: str, known: Mapping[str, object]) -> str:
    """The longest of `known` that `text` begins with, or nothing."""
    return next((text[:end] for end in range(len(text), 0, -1) if text[:end] in known), "")


def _ending(text: str, known: Mapping[str, object]) -> str:
    """The longest of `known` that `text` ends with, or nothing."""
    return next((text[start:] for start in range(len(text)) if text[start:] in known), "")


def _regions(entries: Iterable[tuple[Iterable[str], str]]) -> dict[str, tuple[str, ...]]:
    """By each name the regions that have it."""
    found: dict[str, tuple[str, ...]] = {}
    for names, region in entries:
        for name in names:
            key = organisation_key(name)
            found[key] = (*found.get(key, ()), region)
    return found


def _kinds(entries: Iterable[tuple[Iterable[str], str]]) -> dict[str, str]:
    return {organisation_key(piece): kind for pieces, kind in entries for piece in pieces}


def _without_units(
    districts: Mapping[str, tuple[str, ...]], short: Mapping[str, object]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Cities, counties and districts as they are called before other words, where that tells the region."""
    regions: dict[str, set[str]] = {}
    for name, having in districts.items():
        regions.setdefault(name[:-1], set()).update(having)
    for name, found in regions.items():
        if len(name) > 1 and len(found) == 1 and name not in short:
            yield name, tuple(found)


def _listed(file: Offices) -> Iterator[tuple[str, Office]]:
    """The offices that the file names one by one."""
    for kind, entry in file.kinds.items():
        yield from ((organisation_key(name), Office(kind=kind, kind_by=name)) for name in entry.names)
    for name, office in file.offices.items():
        yield organisation_key(name), Office(office.regions, office.kind, name, name)
