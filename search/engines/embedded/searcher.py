"""tantivy's searcher, each call of it with the library's errors as ours.

Only here is an error blamed on the index: whatever else is raised while a search is made is a mistake of this program.
"""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, NamedTuple

import tantivy

from mappings.fields import TIE, Field
from search.engines.embedded.errors import reading
from search.errors import IndexNotReadableError, SearchUnavailableError
from search.page import Total

# tantivy's thread looks at a new folder once, and then only where something changed.
_TRIES: Final = 3
# What tantivy says of more buckets, or more memory for them, than it allows itself.
_TOO_MANY: Final = "limit was exceeded"

# No limit: the greatest size that tantivy takes, so that no segment can hide a value.
_EVERY_VALUE: Final = dict.fromkeys(("size", "segment_size"), 2**31 - 1)
# What stands for no value; no keyword is a control character.
_NO_VALUE: Final = "\0"
_ENDS: Final = ("min", "max")


Values = tuple[str | int | None, ...]


class TooManyValuesError(SearchUnavailableError):
    """More values than tantivy counts at a time: fewer trips have fewer; its sentence is for a single trip."""


class Matches(NamedTuple):
    """The first matches with their scores or sort keys, and how many there are in all (0 where that was not asked)."""

    hits: list[tuple[Any, tantivy.DocAddress]]
    total: int


class Searcher:
    """Every method raises IndexDamagedError or IndexNotReadableError for what tantivy cannot read."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        """Open the index of the files `names` in `folder`, in which nothing is written."""
        self._folder = folder
        with _linked(folder, names) as place, reading(folder):
            index = tantivy.Index.open(str(place))
            self._searcher = index.searcher()
            # The schema that it was built with, which numbers fields otherwise than ours may.
            self.schema = index.schema

    @property
    def trips(self) -> int:
        """How many documents there are."""
        return self._searcher.num_docs

    def by_score(self, query: tantivy.Query, limit: int, *, counted: bool) -> Matches:
        """The best matches first."""
        with reading(self._folder):
            found = self._searcher.search(query, limit=limit, count=counted)
            # The type stubs of tantivy 0.27 leave `count` out.
            return Matches(found.hits, found.count or 0)  # type: ignore[attr-defined]

    def by_field(self, query: tantivy.Query, field: Field, limit: int, *, ascending: bool) -> Matches:
        """The matches in the order of a number."""
        order = tantivy.Order.Asc if ascending else tantivy.Order.Desc
        with reading(self._folder):
            found = self._searcher.search(query, limit=limit, count=False, order_by_field=field.name, order=order)
            return Matches(found.hits, 0)

    def ties(self, addresses: Sequence[tantivy.DocAddress]) -> list[int | float | bool | None]:
        """The hash of each document's id, which settles equal scores."""
        with reading(self._folder):
            return self._searcher.fast_field_values(TIE.name, list(addresses))

    def counts(self, query: tantivy.Query, fields: Sequence[Field]) -> dict[Field, Counter[str]]:
        """For each field: value → how many matches have it. Raises TooManyValuesError."""
        asked = {field.name: {"terms": {"field": field.name, **_EVERY_VALUE}} for field in fields}
        found = self._aggregated(query, asked)
        return {
            field: Counter({bucket["key"]: bucket["doc_count"] for bucket in found[field.name]["buckets"]})
            for field in fields
        }

    def table(self, query: tantivy.Query, fields: Sequence[Field]) -> Counter[Values]:
        """How many matches have which values of `fields` together. Raises TooManyValuesError."""
        asked: dict[str, Any] = {}
        for field in reversed(fields):
            within = {"aggs": asked} if asked else {}
            asked = {field.name: {"terms": {"field": field.name, "missing": _NO_VALUE, **_EVERY_VALUE}, **within}}
        return Counter(dict(_rows(self._aggregated(query, asked), [field.name for field in fields], ())))

    def totals(self, query: tantivy.Query, fields: Sequence[Field]) -> dict[Field, Total]:
        """For each number: how many matches have one, and their sum."""
        found = self._aggregated(query, {field.name: {"stats": {"field": field.name}} for field in fields})
        return {field: Total(found[field.name]["count"], int(found[field.name]["sum"])) for field in fields}

    def ends(self, field: Field) -> tuple[int, int] | None:
        """The least and the greatest value of a number, or None where no document has one."""
        found = self._aggregated(tantivy.Query.all_query(), {end: {end: {"field": field.name}} for end in _ENDS})
        least, greatest = (found[end]["value"] for end in _ENDS)
        return None if least is None else (int(least), int(greatest))

    def _aggregated(self, query: tantivy.Query, asked: dict[str, Any]) -> dict[str, Any]:
        with reading(self._folder):
            try:
                return self._searcher.aggregate(query, asked)
            except ValueError as error:
                # tantivy-py has one kind of error for all that tantivy says, and no way to set the limit.
                if _TOO_MANY not in str(error):
                    raise
                raise TooManyValuesError(
                    "한 출장에 한 항목의 값이 너무 많아(65,000개 초과) 셀 수 없습니다. "
                    "그 기록의 목록을 줄여 다시 색인하세요."
                ) from error

    def stored(self, address: tantivy.DocAddress, *fields: Field) -> list[bytes]:
        """The bytes that a document stores in `fields`, empty where it has none."""
        with reading(self._folder):
            document = self._searcher.doc(address)
            return [bytes(document.get_first(field.name) or b"") for field in fields]


def _rows(found: dict[str, Any], names: Sequence[str], before: Values) -> Iterator[tuple[Values, int]]:
    """The innermost buckets, each with the values that lead to it."""
    name, *inner = names
    for bucket in found[name]["buckets"]:
        values = (*before, None if bucket["key"] == _NO_VALUE else bucket["key"])
        if inner:
            yield from _rows(bucket, inner, values)
        else:
            yield values, bucket["doc_count"]


@contextmanager
def _linked(folder: Path, names: Iterable[str]) -> Iterator[Path]:
    """A temporary folder of links to the files.

    tantivy makes a lock file where it opens an index, but what is only read may lie on a read-only disk or belong to
    another user. Once it is open, the files are mapped and the links needed no more.
    """
    with ExitStack() as stack:
        try:
            place = Path(mkdtemp(prefix="trips-"))
            stack.callback(_remove, place)
            for name in names:
                (place / name).symlink_to(folder.absolute() / name)
        except OSError as error:
            message = (
                f"임시 폴더를 만들 수 없어 색인을 열지 못했습니다({error.strerror or error}). "
                "임시 파일을 둘 수 있는 폴더를 TMPDIR로 정하세요."
            )
            raise IndexNotReadableError(message) from error
        yield place


def _remove(place: Path) -> None:
    """Remove a temporary folder, in which a thread of tantivy's may be making its lock file at the same time."""
    for _ in range(_TRIES):
        shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            return
