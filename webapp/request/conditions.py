"""The conditions of a search, each declared once: as a parameter, and by what people call it.

From here come the API's document, the options of `trips search`, the fields of the form and the names of conditions on
the pages; tests/webapp/test_declarations.py fails on one that is declared by halves.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from search.clock import KOREA
from search.korean.particles import particle
from search.query import FacetName, Match
from search.trip import FIELD_LABELS, MISSING_FIELDS
from search.words.shapes import OFFICE_KINDS
from webapp.language import counted, gettext, noted
from webapp.request.values import Cost, Count, Date, Moment, Names, Text, Years, one_of, yes_or_no

# In the order of the pages.
FACET_TITLES: Final = {
    FacetName.THEME: FIELD_LABELS["themes"],
    FacetName.COUNTRY: FIELD_LABELS["countries"],
    FacetName.CITY: FIELD_LABELS["cities"],
    FacetName.REGION: noted("지역"),
    FacetName.OFFICE_KIND: noted("기관 유형"),
    FacetName.ORGANISATION: FIELD_LABELS["organisation"],
    FacetName.YEAR: noted("출발 연도"),
    FacetName.MISSING: noted("자료에 없는 항목"),
}
IDS_TITLE: Final = noted("출장 ID")
SINCE_TITLE: Final = noted("등록·변경")
# What may be missing, and what people call it.
MISSING_LABELS: Final = {name: FIELD_LABELS[name] for name in MISSING_FIELDS}


class End(NamedTuple):
    """One end of a range."""

    # The type of its field in the form, and what stands before it.
    kind: str
    label: str
    # As a condition in force, with its `value`, and as one that could be taken away.
    condition: str
    title: str
    # What the API's document and the command line say of it.
    meaning: str


ENDS: Final = {
    "departs_from": End(
        "date",
        noted("출발일: 시작"),
        noted("출발: {value}부터"),
        noted("출발일(부터)"),
        "이 날짜부터 출발한 출장(당일 포함).",
    ),
    "departs_to": End(
        "date",
        noted("출발일: 끝"),
        noted("출발: {value}까지"),
        noted("출발일(까지)"),
        "이 날짜까지 출발한 출장(당일 포함).",
    ),
    "nights_min": End(
        "number",
        noted("최소 숙박(박)"),
        noted("기간: {value}박 이상"),
        noted("박 수(이상)"),
        "기간이 이 박 수 이상인 출장.",
    ),
    "nights_max": End(
        "number",
        noted("최대 숙박(박)"),
        noted("기간: {value}박 이하"),
        noted("박 수(이하)"),
        "기간이 이 박 수 이하인 출장.",
    ),
    "people_min": End(
        "number",
        noted("최소 인원(명)"),
        noted("인원: {value}명 이상"),
        noted("인원(이상)"),
        "인원이 이 수 이상인 출장.",
    ),
    "people_max": End(
        "number",
        noted("최대 인원(명)"),
        noted("인원: {value}명 이하"),
        noted("인원(이하)"),
        "인원이 이 수 이하인 출장.",
    ),
    "cost_min": End(
        "number",
        noted("최소 경비(원)"),
        noted("경비: {value}원 이상"),
        noted("경비(이상)"),
        "경비가 이 금액 이상인 출장.",
    ),
    "cost_max": End(
        "number",
        noted("최대 경비(원)"),
        noted("경비: {value}원 이하"),
        noted("경비(이하)"),
        "경비가 이 금액 이하인 출장.",
    ),
    "published_from": End(
        "date",
        noted("공개일: 시작"),
        noted("공개: {value}부터"),
        noted("공개일(부터)"),
        "이 날짜부터 공개된 출장(당일 포함).",
    ),
    "published_to": End(
        "date",
        noted("공개일: 끝"),
        noted("공개: {value}까지"),
        noted("공개일(까지)"),
        "이 날짜까지 공개된 출장(당일 포함).",
    ),
}


def _described(what: str) -> Any:  # noqa: ANN401 - pydantic's FieldInfo, which its stubs call Any
    return Field(description=f"{what} 여러 번 쓸 수 있고, 하나라도 맞으면 됩니다.")


def _left_out(name: FacetName) -> Any:  # noqa: ANN401 - the same
    title = FACET_TITLES[name]
    return Field(description=f"{title}{particle(title, '이/가')} 이 값인 출장을 제외합니다. 여러 번 쓸 수 있습니다.")


def _end(parameter: str) -> Any:  # noqa: ANN401 - the same
    return Field(description=ENDS[parameter].meaning)


class Filtered(BaseModel):
    """The conditions that every listing of trips takes; unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Text = ""
    match: Annotated[
        Match,
        one_of(Match),
        Field(
            description="단어를 얼마나 포함해야 하는지. auto: 모두 포함한 출장이 열 건 미만이면 일부만 포함한 출장까지."
        ),
    ] = Match.AUTO
    correct: Annotated[
        bool,
        yes_or_no(),
        Field(description="모든 단어를 포함한 출장이 없으면 바르게 고친 단어로 검색할지. false: 입력한 대로만."),
    ] = True
    country: Annotated[Names, _described("방문국의 코드(ISO 3166-1 alpha-2)나 이름.")] = ()
    city: Annotated[Names, _described("방문 도시. 자료에 적힌 이름 그대로.")] = ()
    region: Annotated[
        Names, _described("기관이 속한 지역(시·도), 기관 이름에 따라 자동 분류합니다. 서울, 서울특별시처럼 씁니다.")
    ] = ()
    office_kind: Annotated[
        Names, _described(f"기관 유형, 기관 이름에 따라 자동 분류합니다. {', '.join(OFFICE_KINDS)} 가운데 하나.")
    ] = ()
    organisation: Annotated[Names, _described("기관 이름. 띄어쓰기와 전각·반각은 구별하지 않습니다.")] = ()
    theme: Annotated[Names, _described("주제의 키나 이름.")] = ()
    year: Annotated[Years, _described("출발 연도, 네 자리.")] = ()
    missing: Annotated[
        Names, _described("자료가 밝히지 않은 항목(findings, cost_krw 등). 그 항목이 없는 출장을 찾습니다.")
    ] = ()
    not_country: Annotated[Names, _left_out(FacetName.COUNTRY)] = ()
    not_city: Annotated[Names, _left_out(FacetName.CITY)] = ()
    not_region: Annotated[Names, _left_out(FacetName.REGION)] = ()
    not_office_kind: Annotated[Names, _left_out(FacetName.OFFICE_KIND)] = ()
    not_organisation: Annotated[Names, _left_out(FacetName.ORGANISATION)] = ()
    not_theme: Annotated[Names, _left_out(FacetName.THEME)] = ()
    not_year: Annotated[Years, _left_out(FacetName.YEAR)] = ()
    not_missing: Annotated[Names, _left_out(FacetName.MISSING)] = ()
    ids: Annotated[Names, _described("출장의 id. 다른 출처에 따른 id도 됩니다.")] = ()
    departs_from: Annotated[Date | None, _end("departs_from")] = None
    departs_to: Annotated[Date | None, _end("departs_to")] = None
    nights_min: Annotated[Count | None, _end("nights_min")] = None
    nights_max: Annotated[Count | None, _end("nights_max")] = None
    people_min: Annotated[Count | None, _end("people_min")] = None
    people_max: Annotated[Count | None, _end("people_max")] = None
    cost_min: Annotated[Cost | None, _end("cost_min")] = None
    cost_max: Annotated[Cost | None, _end("cost_max")] = None
    published_from: Annotated[Date | None, _end("published_from")] = None
    published_to: Annotated[Date | None, _end("published_to")] = None
    since: Annotated[
        Moment | None,
        Field(
            description=(
                "이 시각 뒤에 색인에 들어왔거나 내용이 바뀐 출장. 날짜(한국 시각 0시)나 RFC 3339 시각. "
                "응답의 `index.built`를 넣으면 그 뒤의 것만 빠짐없이 받습니다."
            ),
            examples=["2026-11-29"],
        ),
    ] = None


def since_in_words(since: str) -> str:
    """A moment (ISO 8601) after which something was new, as clocks in Korea show it; a day where one begins then."""
    shown = dt.datetime.fromisoformat(since).astimezone(KOREA)
    moment = f"{shown:%Y-%m-%d %H:%M:%S}" if shown.time() != dt.time() else f"{shown:%Y-%m-%d}"
    return gettext("{moment} 이후", moment=moment)


def with_conditions(searched: str, conditions: Sequence[str]) -> str:
    """What a search is called, with the first of its conditions and how many there are beside it."""
    if not conditions:
        return searched
    first, others = f"{searched} · {conditions[0]}", len(conditions) - 1
    return counted("{first} 외 조건 {count}개", others, first=first) if others else first
