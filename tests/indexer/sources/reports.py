"""An invented report as agencies write them, and what it states: no agency and no person of it exists."""

from collections.abc import Sequence
from typing import Final

from tests.indexer.sources.pieces import Grid, Heading, Piece, Wide

TITLE: Final = "자원순환 선진지 견학 공무국외출장 결과보고서"
FIELDS: Final = (
    ("출 장 국", "독일(베를린, 함부르크), 덴마크(코펜하겐)"),
    ("출장기간", "2025. 11. 9.(일) ~ 11. 14.(금) [4박 6일]"),
    ("출장인원", "총 4명"),
    ("출장기관", "가온시 자원순환과"),
    ("소요예산", "18,372,000원"),
)
PURPOSE: Final = (
    "생활폐기물 직매립 금지에 앞서 해외 도시의 재활용 선별장과 소각시설의 운영 방식을 살펴보고, "
    "우리 시의 자원순환 정책에 적용할 방안을 찾는다."
)
FINDINGS: Final = (
    "베를린시는 빈 병 보증금 제도로 유리병의 대부분을 거두어들이고 있으며, 판매점이 회수를 책임진다.",
    "함부르크의 선별장은 광학 선별기를 갖추어 한 시간에 12톤의 포장재를 여섯 가지로 나눈다.",
    "코펜하겐의 소각시설은 지붕을 시민에게 개방하여 혐오시설이라는 인식을 바꾸었다.",
)
SUGGESTION: Final = "우리 시도 신축 소각시설의 설계 단계부터 주민이 쓸 수 있는 공간을 함께 계획할 필요가 있다."
SCHEDULE: Final = Grid(
    [
        ["일자", "도시", "방문기관", "내용"],
        [Wide("11. 10.(월)", rows=2), Wide("베를린", rows=2), "베를린시 환경국", "보증금 제도 면담"],
        ["재활용 선별장", "시설 견학"],
        ["11. 12.(수)", "함부르크", "포장재 선별장", "광학 선별기 견학"],
        ["11. 13.(목)", "코펜하겐", "소각시설", "주민 개방 공간 견학"],
        [Wide("합계", columns=2), Wide("방문기관 4곳", columns=2)],
    ],
    "< 표 1 > 출장 일정",
)
REPORT: Final[Sequence[Piece]] = (
    Heading(TITLE),
    Heading("Ⅰ. 출장 개요", 2),
    Grid(FIELDS),
    Heading("Ⅱ. 출장 목적", 2),
    PURPOSE,
    Heading("Ⅲ. 출장 일정", 2),
    SCHEDULE,
    Heading("Ⅳ. 출장 결과", 2),
    *FINDINGS,
    Heading("Ⅴ. 시사점 및 건의사항", 2),
    SUGGESTION,
)
