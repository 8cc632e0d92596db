"""The example trips: enough of them, ours, labelled, and with the oddities that real data has."""

from pathlib import Path

from indexer.clean import clean
from indexer.record import Raw
from indexer.sources.files import read
from search.trip import Trip

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def trips() -> list[Trip]:
    found = [clean(item) for item in read([SAMPLE]) if isinstance(item, Raw)]
    return [trip for trip in found if isinstance(trip, Trip)]


def test_there_are_twenty_examples_and_every_one_is_labelled() -> None:
    found = trips()
    assert len(found) >= 20
    assert {trip.source.name for trip in found if trip.source} == {"예시 자료"}
    assert len({trip.id for trip in found}) == len(found)


def test_no_paragraph_stands_twice_or_in_the_real_page(shared: Path) -> None:
    paragraphs = [text for trip in trips() for text in (trip.summary, *trip.findings) if text]
    assert len(set(paragraphs)) == len(paragraphs)
    page = (shared / "data" / "trip_page.txt").read_text(encoding="utf-8")
    sentences = {sentence.strip() for text in paragraphs for sentence in text.split(".") if len(sentence) > 15}
    assert not [sentence for sentence in sentences if sentence in page]


def test_the_examples_have_the_gaps_and_oddities_of_real_data() -> None:
    found = trips()
    codes = {notice.code for trip in found for notice in trip.notices}
    assert {"returns_before_departs", "stay_dates_disagree", "no_findings"} <= codes
    assert any(trip.people is None for trip in found)
    assert any(place.code is None for trip in found for place in trip.countries)
