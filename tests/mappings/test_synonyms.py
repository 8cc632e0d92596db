"""The words that mean the same: how many there are, and what each of them must be."""

import tomllib
from collections import Counter

from babel import Locale

from search.korean.analysis import TextAnalyzer
from search.korean.expand import Expander, Typed
from search.korean.groups import key
from search.page import Reason
from search.wordfiles.reading import WORDS_FOLDER
from search.wordfiles.shapes import CITIES
from search.words import our_words

GROUPS = our_words().groups


def test_there_are_as_many_groups_as_the_design_asks_for() -> None:
    counts = Counter(group.reason for group in GROUPS)
    assert counts[Reason.SYNONYM] >= 150
    assert counts[Reason.COUNTRY] >= 200
    assert counts[Reason.CITY] >= 250
    assert counts[Reason.ORGANISATION] >= 80


def test_cities_stand_under_the_codes_of_countries() -> None:
    cities = tomllib.loads((WORDS_FOLDER / CITIES.name).read_text(encoding="utf-8"))
    assert cities.keys() <= set(map(str, Locale("ko").territories))


def test_a_word_of_one_syllable_is_a_city_and_never_what_is_looked_for() -> None:
    short = {word for group in GROUPS for word in group.words if len(key(word)) < 2}
    assert short == {"빈", "본"}
    assert {group.reason for group in GROUPS if short & set(group.words)} == {Reason.CITY}
    known = Expander(TextAnalyzer(our_words().user), GROUPS)
    assert [known.meanings([Typed(word, (word,))]) for word in short] == [[], []]
