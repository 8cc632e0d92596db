"""A list of posts without headings: it is one of trips where most of its titles name some, and of nothing else."""

from pathlib import Path

import pytest

from indexer.record import Raw
from indexer.sources.files import read

TRIPS = ["독일 탄소중립 정책 국외출장 결과보고서", "싱가포르 스마트 항만 해외연수 보고", "일본 하수처리 시설 견학 결과"]
# Words of these stand in reports of trips, too, and name none by themselves.
OTHERS = [
    "주민참여예산 위원회 회의 참석 안내",
    "여름 여행 주간 행사 신청 받습니다",
    "시민의 날 기념식 참관 신청",
    "귀국 전 검역 안내문 내려받기",
]


def titles(folder: Path, posts: list[str]) -> list[object]:
    rows = "".join(
        f'<tr><td><a href="/view?id={number}">{post}</a></td><td>2025-03-{number:02}</td></tr>'
        for number, post in enumerate(posts, start=1)
    )
    path = folder / "목록.html"
    path.write_text(f"<html><body><table>{rows}</table></body></html>", encoding="utf-8")
    return [item.fields["title"] for item in read([path]) if isinstance(item, Raw)]


def test_posts_of_trips_are_trips(tmp_path: Path) -> None:
    assert titles(tmp_path, TRIPS) == TRIPS


@pytest.mark.parametrize("count", [0, 1])
def test_posts_of_something_else_are_none(tmp_path: Path, count: int) -> None:
    assert titles(tmp_path, [*TRIPS[:count], *OTHERS]) == []
