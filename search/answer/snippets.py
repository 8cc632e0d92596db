"""Text + places of matches (marks.py) → marked titles and passages; one place for both engines."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from search.answer.marks import Marks
from search.document.places import Mark, densest, merged
from search.document.sections import FINDINGS, Section, combined_text, sections_of
from search.document.stored import StoredAnalysis
from search.page import Part, Passage
from search.page_starts import page_at
from search.plan.tree import Plan
from search.trip import Trip

MAX_PASSAGES: Final = 3
MAX_LENGTH: Final = 160
# A third of the free room goes before the first mark: what follows a word explains it more than what leads to it.
_LEAD: Final = 3


class Snippets(NamedTuple):
    """The marked title and passages of one hit; `unshown` counts the marks that stand elsewhere in it."""

    title: tuple[Part, ...]
    passages: tuple[Passage, ...]
    unshown: int


class Marker:
    """Marks the hits of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Marks are those of the plan's leaves."""
        self._marks = Marks(plan)

    def snippets(self, trip: Trip, analysis: StoredAnalysis) -> Snippets:
        """The title and the best passages of a found trip, marked."""
        sections = sections_of(trip)
        text = combined_text(sections)
        title, *others = _by_section(self._marks.find(text, analysis), sections)
        passages = tuple(window.passage(text, trip) for window in _best_windows(others))
        marked = sum(len(merged(marks, section.start, section.end)) for section, marks in others if marks)
        shown = sum(part.marked for passage in passages for part in passage.parts)
        title_parts = parts(text, title.marks, 0, title.section.end)
        return Snippets(title_parts, passages or _opening(sections, trip), marked - shown)

    def sections(self, trip: Trip, analysis: StoredAnalysis) -> tuple[Passage, ...]:
        """Every section of a trip whole, marked where the trip matches."""
        sections = sections_of(trip)
        text = combined_text(sections)
        return tuple(
            Passage(section.field, section.paragraph, parts(text, marks, section.start, section.end))
            for section, marks in _by_section(self._marks.find(text, analysis), sections)
        )


class _Marked(NamedTuple):
    """A section and its marks, in the offsets of the combined text."""

    section: Section
    marks: list[Mark]


def _by_section(marks: list[Mark], sections: Sequence[Section]) -> list[_Marked]:
    found = []
    first = 0
    for section in sections:
        last = bisect_left(marks, (section.end, 0, 0), first)
        found.append(_Marked(section, marks[first:last]))
        first = last
    return found


def parts(text: str, marks: Sequence[Mark], start: int, end: int) -> tuple[Part, ...]:
    """`text` from `start` to `end` in marked and unmarked parts; marks that touch are one."""
    pieces: list[Part] = []
    done = start
    for first, last in merged(marks, start, end):
        if first > done:
            pieces.append(Part(text[done:first]))
        pieces.append(Part(text[first:last], marked=True))
        done = last
    if done < end:
        pieces.append(Part(text[done:end]))
    return tuple(pieces)


class _Window(NamedTuple):
    """A stretch of a section to show; `distinct` counts the different leaves marked in it."""

    distinct: int
    section: Section
    marks: list[Mark]
    start: int
    end: int

    @property
    def rank(self) -> tuple[int, int]:
        """Most different leaves first, then by place."""
        return -self.distinct, self.section.start

    def passage(self, text: str, trip: Trip) -> Passage:
        start, end = _widened(text, self.start, self.end, self.section)
        section = self.section
        return Passage(
            section.field,
            section.paragraph,
            parts(text, self.marks, start, end),
            cut_before=not _is_blank(text[section.start : start]),
            cut_after=not _is_blank(text[end : section.end]),
            page=_page(trip, section, self.start),
        )


def _best_windows(sections: Sequence[_Marked]) -> list[_Window]:
    """The best MAX_PASSAGES windows, by rank.

    A window cannot have more different leaves than its section has: sections that could not win are never looked at.
    """
    bounds = [
        ((-len({key for _, _, key in marks}), section.start), section, marks) for section, marks in sections if marks
    ]
    best: list[_Window] = []
    for bound, section, marks in sorted(bounds):
        if len(best) >= MAX_PASSAGES and best[MAX_PASSAGES - 1].rank < bound:
            break
        best.append(_best_window(section, marks))
        best.sort(key=lambda window: window.rank)
    return best[:MAX_PASSAGES]


def _best_window(section: Section, marks: list[Mark]) -> _Window:
    """The first stretch of at most MAX_LENGTH that shows the most different leaves."""
    distinct, first, last = densest(marks, MAX_LENGTH)
    start, end = marks[first][0], marks[last][1]
    return _Window(distinct, section, marks, start, min(end, start + MAX_LENGTH))


def _widened(text: str, start: int, end: int, section: Section) -> tuple[int, int]:
    """[start, end) with up to MAX_LENGTH of its section around it, cut between words where there is room to."""
    spare = MAX_LENGTH - (end - start)
    left = max(section.start, min(start - spare // _LEAD, section.end - MAX_LENGTH))
    if section.start < left < start and not text[left - 1].isspace():
        space = text.find(" ", left, start)
        left = space + 1 if space >= 0 else left
    return left, _word_end(text, end, left + MAX_LENGTH, section.end)


def _word_end(text: str, earliest: int, latest: int, end: int) -> int:
    """`latest`, or the last space before it where it would cut a word; never behind `end`."""
    if latest >= end:
        return end
    space = text.rfind(" ", earliest, latest + 1)
    return space if space > earliest else latest


def _opening(sections: Sequence[Section], trip: Trip) -> tuple[Passage, ...]:
    """The start of the summary, else of the findings, unmarked; nothing where the trip has neither."""
    for name in ("summary", FINDINGS):
        for section in sections:
            if section.field == name:
                blank = len(section.text) - len(section.text.lstrip())
                end = _word_end(section.text, blank, blank + MAX_LENGTH, len(section.text))
                shown = (Part(section.text[blank:end]),)
                goes_on = not _is_blank(section.text[end:])
                page = _page(trip, section, section.start + blank)
                return (Passage(name, section.paragraph, shown, cut_after=goes_on, page=page),)
    return ()


def _page(trip: Trip, section: Section, place: int) -> int | None:
    """The page of the trip's file on which a place of the combined text stands."""
    return page_at(trip.page_starts, section.field, section.paragraph, place - section.start)


def _is_blank(text: str) -> bool:
    return not text or text.isspace()
