"""The API's answers, each key said once: what is encoded, and what the OpenAPI document describes (docs.py).

Every key is always there. The document does not forbid others: a client must live through a new one.
"""

import datetime as dt
from typing import Annotated, Literal

import msgspec
from pydantic import Field

from search.page import Reason
from search.page_starts import PagedField
from search.query import Dimension, FacetName, Match
from search.suggestion import How, Kind


class Country(msgspec.Struct, frozen=True, kw_only=True):
    """방문국."""

    code: Annotated[str | None, Field(description="ISO 3166-1 alpha-2. 알 수 없는 곳이면 null.")]
    name: str


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """기록의 출처."""

    name: str | None
    url: str | None
    file: str | None
    position: Annotated[int | None, Field(description="파일 안에서 몇 번째인지, 1부터.")]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """자료에서 확인할 점."""

    code: str
    text: str


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """출장의 주제와 그 근거."""

    key: Annotated[str, Field(description="`theme`에 쓸 값. 바뀌지 않습니다.", examples=["climate-energy"])]
    name: str
    words: Annotated[tuple[str, ...], Field(description="이 주제로 분류한 근거가 된 단어.")]


class Trip(msgspec.Struct, frozen=True, kw_only=True):
    """출장 한 건. 자료에 없는 것은 null이거나 비어 있습니다."""

    id: str
    title: str
    title_stated: Annotated[str | None, Field(description="자료에 적힌 제목. 게시하며 붙은 말을 뗀 경우에만.")]
    purpose: Annotated[str | None, Field(description="제목과 따로 적힌 경우에만.")]
    countries: tuple[Country, ...]
    cities: tuple[str, ...]
    organisation: str | None
    department: Annotated[str | None, Field(description="기관의 부서.")]
    departs: dt.date | None
    returns: dt.date | None
    stay: Annotated[str | None, Field(description="자료에 적힌 그대로의 기간.", examples=["3박 4일"])]
    nights: int | None
    days: int | None
    people: int | None
    cost_krw: Annotated[int | None, Field(description="경비, 원.")]
    cost_stated: Annotated[
        str | None,
        Field(description="자료에 적힌 경비. 원 단위의 수가 아닌 경우에만.", examples=["$1,077 (1,152,929)"]),
    ]
    summary: str | None
    published: dt.date | None
    source: Annotated[Source | None, Field(description="대표 출처.")]
    sources: Annotated[tuple[Source, ...], Field(description="모든 출처, 대표 출처부터.")]
    other_ids: Annotated[tuple[str, ...], Field(description="다른 출처에 따른 id. 모두 이 출장으로 이어집니다.")]
    themes: Annotated[tuple[Theme, ...], Field(description="규칙에 따라 자동 분류한 주제, 비중이 큰 순서로 셋까지.")]
    notices: tuple[Notice, ...]
    first_seen: Annotated[dt.datetime | None, Field(description="색인에 처음 들어온 시각. 기록이 없으면 null.")]
    last_changed: Annotated[
        dt.datetime | None,
        Field(description="내용이 마지막으로 바뀐 시각. 처음 그대로이면 처음 들어온 시각, 기록이 없으면 null."),
    ]


class PageStart(msgspec.Struct, frozen=True, kw_only=True):
    """본문의 한 위치. 여기부터 같은 항목의 다음 위치 앞까지 자료 파일의 `page`쪽에 있습니다."""

    page: Annotated[int | None, Field(description="파일에서 몇 번째 쪽인지, 1부터. 알 수 없으면 null.")]
    field: PagedField
    paragraph: Annotated[int | None, Field(description="핵심 내용의 몇 번째 문단인지, 1부터. 다른 항목이면 null.")]
    start: Annotated[int, Field(description="그 글의 몇 번째 글자부터인지, 0부터. 유니코드 코드 포인트로 셉니다.")]


class WholeTrip(Trip, frozen=True, kw_only=True):
    """출장 한 건, 핵심 내용까지."""

    findings: Annotated[tuple[str, ...], Field(description="핵심 내용, 문단마다.")]
    page_starts: Annotated[
        tuple[PageStart, ...], Field(description="글이 자료 파일의 몇 쪽에 있는지. 쪽이 없는 형식이면 비어 있습니다.")
    ]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """글 한 토막. 이어 붙이면 원래 글입니다."""

    text: str
    marked: Annotated[bool, Field(description="검색어이면 true.")]


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """검색어가 있는 부분."""

    field: str
    paragraph: Annotated[int | None, Field(description="핵심 내용의 몇 번째 문단인지, 1부터. 다른 항목이면 null.")]
    page: Annotated[
        int | None, Field(description="처음 표시한 곳이 자료 파일의 몇 쪽인지, 1부터. 쪽이 없거나 모르면 null.")
    ]
    parts: tuple[Part, ...]


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """검색된 출장."""

    id: str
    score: Annotated[float | None, Field(description="관련도순일 때에만.")]
    trip: Trip
    title: tuple[Part, ...]
    passages: Annotated[tuple[Passage, ...], Field(max_length=3)]


class FacetValue(msgspec.Struct, frozen=True, kw_only=True):
    """항목의 값과 건수. 건수에는 그 항목 자신의 조건을 넣지 않습니다."""

    value: Annotated[str, Field(description="같은 이름의 매개변수에 그대로 쓸 값.")]
    label: str
    count: int
    selected: bool


class AddedWord(msgspec.Struct, frozen=True, kw_only=True):
    """검색어의 `word`와 함께 검색한 말과 그 이유."""

    text: str
    word: str
    reason: Annotated[
        Reason, Field(description="synonym: 같은 뜻, narrower: 더 좁은 뜻, country·city·organisation: 다른 이름.")
    ]


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """검색어를 어떻게 이해했는지."""

    terms: tuple[str, ...]
    dropped: Annotated[tuple[str, ...], Field(description="조사·어미처럼 검색하지 않은 것.")]
    added: tuple[AddedWord, ...]
    match: Match
    all_words: Annotated[int | None, Field(description="모든 단어를 포함한 출장 수. 이들이 앞에 옵니다.")]
    corrected: Annotated[str | None, Field(description="입력한 대로는 결과가 없어 대신 검색한 말.")]
    notes: tuple[str, ...]
    did_you_mean: Annotated[str | None, Field(description="결과가 더 많은, 입력하려던 것일 수 있는 말.")]


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """입력 중인 글자로 추정한 말."""

    text: str
    kind: Annotated[Kind, Field(description="무엇의 이름인지. title은 출장의 제목, word는 제목과 요약에 나오는 단어.")]
    count: Annotated[int, Field(description="이 말이 나오는 출장의 수.")]
    how: Annotated[How, Field(description="어떻게 맞는지: 앞부분, 초성, 바뀐 한/영, 오타.")]
    parts: tuple[Part, ...]


class Index(msgspec.Struct, frozen=True, kw_only=True):
    """응답에 쓴 색인."""

    version: str
    trips: int
    # As Python writes a moment: with its offset, +00:00 too.
    built: Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class SuggestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """알맞은 순서의 제안."""

    suggestions: tuple[Suggestion, ...]
    index: Index


class TripsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """검색 결과 한 페이지."""

    total: Annotated[int, Field(description="검색된 출장 수, 정확한 값.")]
    hits: tuple[Hit, ...]
    facets: Annotated[dict[FacetName, tuple[FacetValue, ...]], Field(description="`facets`로 요청한 항목만.")]
    understood: Understood
    next: Annotated[str | None, Field(description="다음 페이지의 `cursor`. 마지막 페이지이면 null.")]
    index: Index


class TripAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """출장 한 건."""

    trip: WholeTrip
    index: Index


class SimilarAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """비슷한 출장."""

    hits: tuple[Hit, ...]
    terms: Annotated[tuple[str, ...], Field(description="유사도를 판단한 단어, 비중이 큰 순서.")]
    index: Index


class FacetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """한 항목의 값과 건수."""

    facet: FacetName
    total: Annotated[int, Field(description="맞는 값의 수.")]
    values: tuple[FacetValue, ...]
    index: Index


class StatisticsValue(msgspec.Struct, frozen=True, kw_only=True):
    """행을 가른 값."""

    value: Annotated[str | None, Field(description="조건에 그대로 쓸 값. 자료가 밝히지 않은 출장의 행이면 null.")]
    label: str


class StatisticsFigures(msgspec.Struct, frozen=True, kw_only=True):
    """행의 출장 가운데 값을 밝힌 것의 합계와 중앙값."""

    stated: Annotated[int, Field(description="값을 밝힌 출장 수.")]
    sum: Annotated[int, Field(description="밝힌 값의 합계. 밝힌 출장이 없으면 0.")]
    median: Annotated[
        float | None, Field(description="밝힌 값의 중앙값. 가운데가 둘이면 그 평균, 밝힌 출장이 없으면 null.")
    ]


class StatisticsRow(msgspec.Struct, frozen=True, kw_only=True):
    """같은 값을 지닌 출장들."""

    values: Annotated[tuple[StatisticsValue, ...], Field(description="`by`의 순서대로.")]
    count: Annotated[int, Field(description="출장 수.")]
    nights: Annotated[StatisticsFigures | None, Field(description="박 수. `measures`로 요청한 때에만.")]
    people: Annotated[StatisticsFigures | None, Field(description="인원, 명. `measures`로 요청한 때에만.")]
    cost: Annotated[StatisticsFigures | None, Field(description="경비, 원. `measures`로 요청한 때에만.")]


class StatisticsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """나누어 센 결과."""

    total: Annotated[int, Field(description="센 출장 수: 같은 검색의 `total`.")]
    by: tuple[Dimension, ...]
    rows: Annotated[
        tuple[StatisticsRow, ...],
        Field(description="연도·월·박 수·인원은 작은 값부터, 다른 기준은 건수가 많은 값부터, 값이 없는 행은 끝에."),
    ]
    overlapping: Annotated[
        tuple[Dimension, ...],
        Field(description="출장 한 건에 값이 여럿일 수 있는 기준. 있으면 행의 합계가 `total`보다 클 수 있습니다."),
    ]
    notes: tuple[str, ...]
    understood: Understood
    index: Index


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """서버가 동작 중입니다."""

    status: Literal["ok"]


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """공개한 색인으로 응답합니다."""

    status: Literal["ok"]
    index: Index
