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
    Load,
    Machine,
    Result,
    Searching,
    Side,
    Text,
    Web,
    newest,
    write,
)

WHEN = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MACHINE = Machine(
    architecture="x86_64", cpu="Any", cores=2, memory_bytes=2**33, python="3", tantivy="0", analyzer="compiled"
)


def searching(milliseconds: float) -> Searching:
    return Searching(p50_ms=milliseconds, p95_ms=1, p99_ms=1, samples=1, requests_per_second=1000 / milliseconds)


def result(trips: int, ours: float = 2, tuned: float = 10, *, when: dt.datetime = WHEN, quick: bool = False) -> Result:
    sides = {
        Side.EMBEDDED: searching(ours),
        Side.EMBEDDED_API: searching(ours),
        Side.TUNED_ELASTICSEARCH: searching(tuned),
    }
    return Result(
        when=when,
        quick=quick,
        trips=trips,
        text=Text.SPEECHES,
        characters_a_trip=2_000,
        clients=4,
        machine=MACHINE,
        indexing={
            Side.EMBEDDED: Indexing(trips_per_second=100, index_bytes=11_000_000, update_seconds=1.5),
            Side.TUNED_ELASTICSEARCH: Indexing(trips_per_second=100, index_bytes=10_000_000, batch=500),
        },
        search=dict.fromkeys(Load, sides),
        web={
            Side.EMBEDDED_API: Web(
                process_bytes=(60_000_000, 30_000_000, 35_000_000),
                worker_bytes=31_000_000,
                first_suggestion_ms=7,
                idle_connections=500,
                crowded_ms=120,
            )
        },
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
    assert draw({size: result(size)}, SIZES).count('">no result is recorded</text>') == len(Load) * (len(SIZES) - 1)


def test_no_place_of_the_document_is_left_open() -> None:
    full = {size: result(size) for size in SIZES}
    for text in (document({}), document(full)):
        assert re.findall(r"<!-- \w+ -->", text) == []


def test_an_aim_is_reached_or_missed_by_its_own_bound() -> None:
    reached = document({2_840: result(2_840, ours=2, tuned=10)})
    missed = document({2_840: result(2_840, ours=7, tuned=10)})
    assert "| p50 through the API ÷ tuned, cold | ✓ 0.20 × (aim: at most 0.6 ×) |" in reached
    assert "| p50 through the API ÷ tuned, cold | ✗ **missed** 0.70 × (aim: at most 0.6 ×) |" in missed
    assert "| requests/s through the API ÷ tuned, hot | ✗ **missed** 1.43 × (aim: at least 4 ×) |" in missed
    assert "| index ÷ tuned | ✓ 1.10 × (aim: at most 1.2 ×) |" in reached
    assert "| trips/s indexed ÷ tuned | ✗ **missed** 1.00 × (aim: at least 1.2 ×) |" in reached


def test_an_aim_whose_side_was_not_measured_is_neither_reached_nor_missed() -> None:
    text = document({2_840: result(2_840)})
    assert "| p50 below the API ÷ bare tantivy, cold | not measured (aim: at most 1.5 ×) |" in text


def test_the_memory_of_all_web_processes_counts_and_each_worker_is_shown() -> None:
    text = document({2_840: result(2_840)})
    assert "| private memory of all web processes | ✓ 125.00 MB (aim: at most 150 MB) |" in text
    assert "| memory that one worker more costs | ✓ 31.00 MB (aim: at most 40 MB) |" in text
    assert "| 60.0 + 30.0 + 35.0 |" in text
    assert (
        "| a new visitor's answer beside 500 idle connections | ✗ **missed** 120.00 ms (aim: at most 100 ms) |" in text
    )


def test_ratios_are_against_tuned_elasticsearch() -> None:
    text = document({2_840: result(2_840, ours=2, tuned=10)})
    assert "| 2,840 | embedded, through the API | 2.00 | 1.00 | 1.00 | 500 | 0.20 | 5.00 |" in text
    assert "| 2,840 | **tuned Elasticsearch** | 10.0 | 1.00 | 1.00 | 100 | – | – |" in text


def test_a_million_trips_are_a_section_of_their_own() -> None:
    text = document({2_840: result(2_840), 1_000_000: result(1_000_000, ours=20)})
    assert "| p50 and p95 through the API, cold, ms | 20.0, 1.00 |" in text
    assert "| build, minutes | 167 |" in text
    assert "| p95 through the API, hot | 1.00 ms | not measured | ✓ 1.00 ms (aim: at most 50 ms) |" in text
    assert "benchmarks --trips 1000000" in document({2_840: result(2_840)})


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
    assert "2,840 trips, cold: embedded 2.0 ms, 500/s" in described
    assert "100,000 trips, hot: no result is recorded." in described
