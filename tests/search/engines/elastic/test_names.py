"""Names of indexes and aliases: built, parsed, and never mistaken."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engines.elastic.names import Names, describe
from search.engines.generations import new_name
from search.errors import IndexDamagedError

NOW = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
PREFIXES = st.from_regex(r"[a-z][a-z0-9-]{0,63}", fullmatch=True)


@given(PREFIXES)
def test_an_index_of_ours_is_known_again(prefix: str) -> None:
    names = Names(prefix)
    version = new_name(NOW)
    assert names.version_of(names.index(version)) == version


@given(PREFIXES, PREFIXES)
def test_the_index_of_another_prefix_is_a_stranger(prefix: str, other: str) -> None:
    index = Names(other).index(new_name(NOW))
    assert (Names(prefix).version_of(index) is None) is (prefix != other)


@pytest.mark.parametrize(
    "name", ["trips", "trips_lock", "trips_previous", "trips_g2026", "trips-g20261125t090000z-00000000"]
)
def test_nothing_else_is_taken_for_a_generation(name: str) -> None:
    assert Names("trips").version_of(name) is None


def test_an_index_that_we_did_not_publish_is_not_served() -> None:
    answer = {"settings": {"index": {"number_of_shards": "1"}}, "mappings": {}}
    with pytest.raises(IndexDamagedError, match="TRIPS_INDEX"):
        describe(Names("trips"), "trips", answer)
