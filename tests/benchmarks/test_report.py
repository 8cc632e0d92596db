"""docs/performance.md against the recorded results, and the report on results made up here."""

import datetime as dt
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest

from benchmarks.chart import draw
from benchmarks.report import DOCS, SIZES, document
from benchmarks.result import (
    RESULTS,
    Analyzer,
    Indexing,
    Level,
    Machine,
    Result,
    Searching,
    Side,
    newest,
    write,
)

WHEN = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MACHINE = Machine(
    architecture="x86_64", cpu="Any", cores=2, memory_bytes=2**33, python="3", tantivy="0", analyzer="compiled"
)


def searching(milliseconds: float) -> Searching:
    return Searching(p50_ms=milliseconds, p95_ms=1, p99_ms=1, samples=1, searches_per_second=1000 / milliseconds)


def result(trips: int, ours: float = 2, bare: float = 10, *, when: dt.datetime = WHEN, quick: bool = False) -> Result:
    sides = {
        Side.EMBEDDED: searching(ours),
        Side.EMBEDDED_API: searching(ours),
        Side.BARE_ELASTICSEARCH: searching(bare),
    }
    return Result(
        when=when,
        quick=quick,
        trips=trips,
        characters_a_trip=2_000,
        queries=40,
        clients=4,
        machine=MACHINE,
        indexing={
            Side.EMBEDDED: Indexing(trips_per_second=300, index_bytes=8_000_000),
            Side.BARE_ELASTICSEARCH: Indexing(trips_per_second=100, index_bytes=10_000_000),
        },
        search=dict.fromkeys(Level, sides),
        web_memory_bytes={Side.EMBEDDED_API: 60_000_000},
        elasticsearch_peak_memory_bytes=None,
        analyzer=Analyzer(
            installed_characters_per_second=1,
            plain_characters_per_second=1,
            first_token_ms=1,
            first_token_memory_bytes=1,
        ),
    )


def test_the_document_is_what_the_report_makes_of_the_recorded_results() -> None:
    assert (DOCS / "performance.md").read_text(encoding="utf-8") == document(newest(RESULTS))


def test_the_chart_is_what_the_report_makes_of_the_recorded_results() -> None:
    assert (DOCS / "performance.svg").read_text(encoding="utf-8") == draw(newest(RESULTS), SIZES)


@pytest.mark.parametrize("size", SIZES)
def test_a_size_without_a_result_is_said_so_and_another_one_is_not(size: int) -> None:
    text = document({size: result(size)})
    said = re.findall(r"No result is recorded for ([\d,]+) trips", text)
    assert said == [f"{other:,}" for other in SIZES if other != size]
    assert draw({size: result(size)}, SIZES).count('">no result is recorded</text>') == len(SIZES) - 1


def test_no_place_of_the_document_is_left_open() -> None:
    full = {size: result(size) for size in SIZES}
    for text in (document({}), document(full)):
        assert re.findall(r"<!-- \w+ -->", text) == []


def test_an_aim_is_reached_or_missed_by_its_own_bound() -> None:
    reached = document({2_840: result(2_840, ours=2, bare=10)})
    missed = document({2_840: result(2_840, ours=5, bare=10)})
    assert "| p50 ÷ bare, embedded | ✓ 0.20 × (aim: at most 0.3 ×) |" in reached
    assert "| p50 ÷ bare, embedded | ✗ **missed** 0.50 × (aim: at most 0.3 ×) |" in missed
    assert "| searches/s ÷ bare, embedded | ✗ **missed** 2.00 × (aim: at least 4 ×) |" in missed
    assert "| index ÷ bare, embedded | ✓ 0.80 × (aim: at most 0.9 ×) |" in reached


def test_growth_is_from_the_smallest_to_the_largest() -> None:
    text = document({2_840: result(2_840, ours=2), 100_000: result(100_000, ours=5)})
    assert "100,000 trips are 35.21 times 2,840." in text
    assert "| embedded | 2.50 × | 2.50 × | 1.00 × |" in text


def test_the_newest_result_of_a_size_counts_and_quick_ones_do_not(tmp_path: Path) -> None:
    later = result(2_840, ours=3, when=WHEN + dt.timedelta(days=1))
    for some in (later, result(2_840), result(2_840, ours=9, when=WHEN + dt.timedelta(days=2), quick=True)):
        write(some, tmp_path)
    assert newest(tmp_path) == {2_840: later}


def test_a_result_of_another_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2026-11-24-2840.json").write_text('{"trips": 2840}', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError):
        newest(tmp_path)


def test_the_chart_is_valid_and_says_its_figures_as_text() -> None:
    chart = ET.fromstring(draw({2_840: result(2_840)}, SIZES))  # noqa: S314 - our own file
    assert chart.get("role") == "img"
    described = chart.findtext("{*}desc") or ""
    assert "2,840 trips: embedded 2.0 ms, 500/s" in described
    assert "100,000 trips: no result is recorded." in described
