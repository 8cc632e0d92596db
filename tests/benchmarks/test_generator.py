"""The generated trips: the same from the same seed, as long as reports are, and not all alike."""

from statistics import mean

from benchmarks.generator import queries, text_length, trips


def test_a_seed_always_gives_the_same_trips_and_another_one_gives_others() -> None:
    assert list(trips(20, seed=7)) == list(trips(20, seed=7))
    assert list(trips(20, seed=7)) != list(trips(20, seed=8))
    assert list(trips(20)) == list(trips(30))[:20]
    assert queries() == queries()


def test_a_trip_has_about_two_thousand_characters() -> None:
    lengths = [text_length(trip) for trip in trips(200)]
    assert 1_950 < mean(lengths) < 2_050
    assert min(lengths) > 1_700
    assert max(lengths) < 2_300


def test_ids_differ() -> None:
    assert len({trip.id for trip in trips(500)}) == 500


def test_a_theme_is_in_some_of_the_trips_and_new_words_keep_coming() -> None:
    texts = ["\n".join((trip.title, trip.summary or "", *trip.findings)) for trip in trips(400)]
    assert 0.03 < mean("도시재생" in text for text in texts) < 0.25
    half, whole = (len(set(" ".join(texts[:size]).split())) for size in (200, 400))
    assert whole > 1.5 * half
