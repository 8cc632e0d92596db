"""How the report on a collection looks in a terminal."""

from collections.abc import Iterable
from typing import Final

from indexer.headings import heading_of
from indexer.quality.duplicates import Duplicates, Group
from indexer.quality.oddities import RULES
from indexer.quality.report import Finding, Quality
from indexer.quality.suspect import Suspect
from trips.terminal import one_line, say

# Letters of a title or a remark.
_SHOWN: Final = 60
_TEXTS: Final = {rule.code: rule.text for rule in RULES}


def print_quality(report: Quality) -> None:
    """Gaps, notices, oddities and possible duplicates, each with its count and a few trips."""
    say(f"색인 버전 {report.index.version}: 출장 {report.index.trips:,}건")
    _print_gaps(report.gaps, report.index.trips)
    _print_findings("자료에서 확인할 점(들어올 때 붙은 알림)", report.notices)
    _print_findings("그 밖에 확인할 점", report.oddities)
    _print_duplicates(report.duplicates)


def _print_gaps(gaps: dict[str, int], trips: int) -> None:
    say("\n누락 항목(원자료에 없는 건수)" + ("" if gaps else ": 없음"))
    for field, count in gaps.items():
        say(f"  {heading_of(field)}: {count:,}건({count / trips:.0%})")


def _print_findings(heading: str, findings: Iterable[Finding]) -> None:
    say(f"\n{heading}" + ("" if findings else ": 없음"))
    for finding in findings:
        called = _TEXTS.get(finding.code)
        say(
            f"  {called} [{finding.code}]: {finding.trips:,}건"
            if called
            else f"  [{finding.code}]: {finding.trips:,}건"
        )
        for example in finding.examples:
            say(f"    {example.id} {_short(example.title)} – {_short(example.text)}")
        if finding.trips > len(finding.examples):
            say(f"    … 외 {finding.trips - len(finding.examples):,}건")


def _print_duplicates(found: Duplicates) -> None:
    if not found.groups:
        say("\n두 번 들어온 것일 수 있는 출장: 없음")
        return
    say(f"\n두 번 들어온 것일 수 있는 출장: {found.groups:,}묶음, {found.trips:,}건(가능성이 높은 순)")
    for number, group in enumerate(found.shown, start=1):
        _print_group(number, group)
    if found.groups > len(found.shown):
        say(f"  … 외 {found.groups - len(found.shown):,}묶음")


def _print_group(number: int, group: Group) -> None:
    say(f"  {number}. {' '.join(f'{reason.text}.' for reason in group.reasons)}")
    for trip in group.trips:
        say(f"    {trip.id} {_short(trip.title)} | {_facts(trip)}")
    if group.size > len(group.trips):
        say(f"    … 외 {group.size - len(group.trips):,}건")


def _facts(trip: Suspect) -> str:
    days = " ~ ".join(str(day) for day in (trip.departs, trip.returns) if day)
    return " | ".join(_short(fact) for fact in (trip.organisation, days, trip.source) if fact)


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
