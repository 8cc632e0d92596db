"""Titles as boards and file names write them: what is added for publishing, what kind of paper it is, what it names.

Nothing of a title is lost: what is taken off is kept beside it.
"""

import re
import unicodedata
from enum import Enum
from typing import Final, NamedTuple

from indexer.periods import Period, read_period
from search.words.countries import find_country, split_countries

_USE: Final = r"(?:기관|공사|시청|의회|본청)?\s*(?:홈페이지|누리집)?\s*(?:게시|공시|개시|공개|업로드|탑재)\s*용?"
# `_게시용`, `(홈페이지 공시용)`, ` - 게시용`, `(최종)`, ` (1)`.
_BEHIND: Final = re.compile(
    rf"\s*(?:[(\[]\s*(?:{_USE}|요약본?|최종본?|수정본?|원본|\d{{1,2}})\s*[)\]]|[-_–]\s*(?:{_USE}|최종본?|수정본?)|_+"
    r"|\s(?:홈페이지|누리집)?\s*(?:게시|공시|개시|공개)용|\s(?:홈페이지|누리집)\s*(?:게시|공시|공개))\s*$"
)
_INSIDE: Final = re.compile(rf"\s*[(\[]\s*{_USE}\s*[)\]]\s*")
_BEFORE: Final = re.compile(
    r"^\s*(?:[(\[<【]\s*(?:붙임|첨부|별첨|협조|알림|공고|안내|게시|공개|재공고|긴급)\s*(?:문서|파일|자료)?\s*\d*\s*[)\]>】]|(?:붙임|첨부|별첨)\s*\d*\s*[.:_\-]|요약본?\s*[_\-])[\s_.\-]*"
)
_SHORT: Final = re.compile(r"^(?:\s*[(\[]\s*요약본?\s*[)\]]|요약본?(?=[\s_]*(?:공무|국외|해외|출장)))[\s_]*")
# Characters of a title that are looked at.
_MOST: Final = 500
_EXTENSION: Final = re.compile(r"\.(?:hwpx?|pdf|docx?|xlsx?|csv|html?|txt|zip|json)$", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^\s*\d{1,3}\s*[._)\-]\s*(?=\D)")
_DAYS: Final = re.compile(r"(?<!\d)\d{6,8}\s*[-~∼]\s*\d{4,8}(?!\d)|(?<!\d)20\d{6}(?!\d)")
_LAST_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,120})[)\]]\s*$")
# Words that name a paper, not a trip.
_FORM_NAME: Final = re.compile(
    r"(?:공무|공적|업무)?\s*(?:국외|해외)?\s*(?:공무)?\s*(?:출장|여행|연수|훈련)?\s*(?:공무)?\s*(?:국외|해외)?\s*(?:출장|여행|연수)?\s*(?:귀국|복명|결과|활동|성과)?\s*"
    r"(?:보고서?|복명서|신고서|결과|계획서?|계획안|계획\(안\))?\s*(?:요약)?\s*(?:\(요약\))?"
)
_PAPER: Final = re.compile(
    r"\s*(?:\(요약\)\s*)?(?:귀국|출장|복명)?\s?(?:결과)?\s?(?:보고서|보고|복명서)\s*(?:\(요약\)\s*)?$"
)
_RESULT: Final = re.compile(r"결\s*과|보\s*고|귀\s*국|복\s*명")
_TOLD: Final = re.compile(r"결과\s*보고(?!\s*(?:서\s*)?(?:및\s*)?심[사의])")
_PLAN: Final = re.compile(r"계\s*획\s*(?:서|안|\(안\)|보고|수립|$)|출장\s*승인|허가\s*(?:신청|요청)|품의|사전\s*보고")
_MINUTES: Final = re.compile(r"회의록|심[사의]\s*(?:위원회|결과|의결|기준|요청|의뢰)|의결서")
_NOTICE: Final = re.compile(
    r"^\s*[\[(<【](?:협조|알림|공고|안내|요청|모집)|(?:요청|공고문?|알림|안내문?|통보)(?:\s*\([^()]*\))?\s*$"
    r"|대행자?\s*지정|(?:여비|수당|경비|실비)\s*지급"
)


class Kind(Enum):
    """What a paper is, by its title; the value is what reports of ours call it."""

    RESULT = "결과보고서"
    PLAN = "계획"
    MINUTES = "회의·심사 자료"
    NOTICE = "알림·행정 문서"


class FileName(NamedTuple):
    """What the name of a file says: a title, and days where it has them."""

    title: str
    period: Period | None


def without_noise(title: str) -> str:
    """`title` without what was added for publishing; the title itself where nothing else is left."""
    kept = title
    while len(title) <= _MOST:
        shorter = _INSIDE.sub(" ", _SHORT.sub("", _BEFORE.sub("", _BEHIND.sub("", kept)))).strip()
        if shorter == kept or not shorter:
            break
        kept = shorter
    return kept


def without_paper(title: str) -> str:
    """`title` without what calls it a paper (`… 결과보고서`); the title itself where nothing else is left."""
    kept = without_noise(_folded(title))
    return _PAPER.sub("", kept).strip() or kept


def kind_of(title: str) -> Kind:
    """What `title` calls the paper; a result where it calls it nothing else."""
    title = _folded(title)
    if _TOLD.search(title):
        return Kind.RESULT
    if _MINUTES.search(title):
        return Kind.MINUTES
    if _NOTICE.search(title):
        return Kind.NOTICE
    # `계획 대비 결과보고`, `출장계획서 및 결과보고서` tell of a trip that was made.
    if _PLAN.search(title) and not _RESULT.search(_PLAN.sub("", title)):
        return Kind.PLAN
    return Kind.RESULT


def is_form_name(title: str) -> bool:
    """Whether `title` names a kind of paper and no trip: `공무국외출장 결과보고서`."""
    return not title.strip() or _FORM_NAME.fullmatch(_spaced(_folded(title))) is not None


def countries_behind(title: str) -> str | None:
    """The brackets at the end of `title` where they hold countries and nothing else: `…보고서(덴마크, 스웨덴)`."""
    found = _LAST_BRACKETS.search(without_noise(_folded(title)))
    stated = split_countries(found[1]) if found else None
    named = bool(stated and stated.countries) and all(map(find_country, stated.countries if stated else ()))
    return found[1] if found and named else None


def read_file_name(name: str) -> FileName:
    """The title and the days of a file's name; a path before it and its ending are no part of it."""
    text = _folded(unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1]))
    text = _NUMBERED.sub("", _EXTENSION.sub("", text))
    days = _DAYS.search(text)
    period = read_period(days[0]) if days else None
    if days and period and period.departs:
        text = f"{text[: days.start()]} {text[days.end() :]}"
    title = re.sub(r"(?:\s*_\s*)+", " ", without_noise(text)).strip(" -_")
    return FileName(without_noise(" ".join(title.split())), period if period and period.departs else None)


def _folded(text: str) -> str:
    """The beginning of `text`, as long as a title is, with every run of white space as one space."""
    return " ".join(text[:_MOST].split())


def _spaced(text: str) -> str:
    return " ".join(re.sub(r"[^\w()]+", " ", without_noise(text)).split())
