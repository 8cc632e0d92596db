"""What is odd in one trip: each rule finds what it is for, and leaves what is ordinary alone."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from indexer.quality.oddities import RULES, oddities
from search.trip import Trip

TODAY = dt.date(2026, 11, 29)
ORDINARY = Trip(
    id="a",
    title="독일 탄소중립 정책 연수",
    departs=dt.date(2025, 3, 3),
    returns=dt.date(2025, 3, 8),
    nights=4,
    days=6,
    people=4,
    cost_krw=12_300_000,
    published=dt.date(2025, 4, 1),
)

ODD: dict[str, list[dict[str, Any]]] = {
    "long_trip": [{"returns": dt.date(2026, 3, 3)}, {"departs": None, "returns": None, "days": 366}, {"nights": 365}],
    "departs_in_future": [{"departs": dt.date(2026, 11, 30), "returns": None, "published": None}],
    "departs_long_ago": [{"departs": dt.date(1989, 12, 31), "returns": dt.date(1990, 1, 4)}],
    "published_before_departs": [{"published": dt.date(2025, 3, 2)}],
    "cost_a_head": [{"cost_krw": 12_300}, {"cost_krw": 12_300_000_000}],
    "many_people": [{"people": 301, "cost_krw": None}],
    "form_title": [{"title": "공무국외출장 결과보고서"}],
    "broken_title": [{"title": "독일 탄소\ufffd립 연수"}],
}
FINE: list[dict[str, Any]] = [
    {}, {"departs": None, "returns": None, "nights": None, "days": None}, {"departs": TODAY, "returns": TODAY, "published": TODAY},
    {"returns": dt.date(2026, 3, 2)}, {"people": None}, {"cost_krw": None}, {"cost_krw": 0}, {"people": 300, "cost_krw": None}, {"cost_krw": 200_000},
    {"departs": dt.date(1990, 1, 1), "returns": dt.date(1990, 1, 4)}, {"published": ORDINARY.departs},
]  # fmt: skip


def found(changes: dict[str, Any]) -> list[str]:
    return [rule.code for rule, _ in oddities(msgspec.structs.replace(ORDINARY, **changes), TODAY)]


@pytest.mark.parametrize(("code", "changes"), [(code, changes) for code, all_ in ODD.items() for changes in all_])
def test_what_is_odd_is_found_by_its_rule_alone(code: str, changes: dict[str, Any]) -> None:
    assert found(changes) == [code]


@pytest.mark.parametrize("changes", FINE)
def test_what_is_ordinary_or_not_stated_is_not_odd(changes: dict[str, Any]) -> None:
    assert found(changes) == []


def test_every_rule_has_a_name_of_its_own_and_is_tried() -> None:
    assert sorted(rule.code for rule in RULES) == sorted(ODD)
