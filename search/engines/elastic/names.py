"""Generations in Elasticsearch: what their indexes and aliases are called, and what a generation says of itself.

For the prefix `trips`:

trips_g20261122t010203z-3f2a9c1b          the index of one generation; sealed against writes once published
trips                                     alias: the served one
trips_m20261122t010203z-3f2a9c1b          what the importer must know of it the next time, in pieces
trips_previous                            alias: the one that `trips rollback` would serve
trips_g20261122t010203z-3f2a9c1b_served   alias of the served one alone: searches go here, so that one that comes too
                                          late fails and is asked again, instead of mixing two generations
trips_lock                                an index of one document: who writes

Prefixes hold no underscore, so no name of one index can be a name of another.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from mappings.elastic import words_of
from mappings.korean import UserWord, UserWordsError
from search.engines.generations import REPLACE, is_name
from search.errors import IndexDamagedError
from search.korean.particles import particle
from search.page import IndexInfo

Json = dict[str, Any]

_SEPARATOR: Final = "_"
_GENERATION: Final = "g"
_MEMORY: Final = "m"


class Names(msgspec.Struct, frozen=True):
    """Every name that belongs to the index with this prefix."""

    prefix: str

    @property
    def served(self) -> str:
        """The alias of the served generation."""
        return self.prefix

    @property
    def previous(self) -> str:
        """The alias of the generation kept for a rollback."""
        return f"{self.prefix}_previous"

    @property
    def lock(self) -> str:
        """The index of the write lock."""
        return f"{self.prefix}_lock"

    @property
    def every_index(self) -> str:
        """A pattern that holds every generation, and maybe strangers: to be parsed by `version_of`."""
        return f"{self.prefix}{_SEPARATOR}{_GENERATION}*"

    @property
    def every_memory(self) -> str:
        """A pattern that holds what stays with every generation, and maybe strangers: `index_of` parses it."""
        return f"{self.prefix}{_SEPARATOR}{_MEMORY}*"

    def index(self, version: str) -> str:
        """The index of a generation."""
        return f"{self.prefix}_{version}"

    def memory(self, index: str) -> str:
        """The index of what stays with the generation in `index`."""
        prefix, _, version = index.partition(_SEPARATOR)
        return f"{prefix}{_SEPARATOR}{_MEMORY}{version.removeprefix(_GENERATION)}"

    def index_of(self, memory: str) -> str | None:
        """The index of the generation with which this one stays; None for any other name."""
        prefix, _, name = memory.partition(_SEPARATOR)
        index = f"{prefix}{_SEPARATOR}{_GENERATION}{name.removeprefix(_MEMORY)}"
        return index if name.startswith(_MEMORY) and self.version_of(index) else None

    def version_of(self, index: str) -> str | None:
        """The generation whose index this is; None for anything else, however alike."""
        prefix, _, version = index.partition(_SEPARATOR)
        return version if prefix == self.prefix and is_name(version) else None


def own_alias(index: str) -> str:
    """The alias that an index has as long as it is the served one."""
    return f"{index}_served"


class Meta(msgspec.Struct, frozen=True):
    """What a published generation says of itself, in the `_meta` of its mapping."""

    schema: str
    trips: int
    built: dt.datetime


class Described(msgspec.Struct, frozen=True):
    """A published generation, in the index of this name."""

    index: str
    info: IndexInfo
    schema: str
    words: tuple[UserWord, ...]
    shards: int


def describe(names: Names, index: str, answer: Mapping[str, Any]) -> Described:
    """The generation in `index`, from what `GET index` says. Raises IndexDamagedError for one we did not publish."""
    settings = answer["settings"]["index"]
    version = names.version_of(index)
    try:
        meta = msgspec.convert(answer["mappings"].get("_meta", {}), Meta)
        words = words_of(settings)
    except (msgspec.ValidationError, UserWordsError) as error:
        raise IndexDamagedError(_stranger(index)) from error
    if version is None:
        raise IndexDamagedError(_stranger(index))
    info = IndexInfo(version, meta.trips, meta.built)
    return Described(index, info, meta.schema, words, int(settings["number_of_shards"]))


def _stranger(index: str) -> str:
    return (
        f"Elasticsearch의 색인 {index}{particle(index, '은/는')} 이 프로그램이 공개한 것이 아닙니다. "
        f"TRIPS_INDEX를 다른 이름으로 정하거나 그 별칭을 지운 뒤 {REPLACE}"
    )
