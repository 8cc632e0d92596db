"""What a record states too much of, or what no terminal and no link should meet."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.clean import clean
from indexer.record import AtLine, Place, Raw
from search.addresses import may_be_linked
from search.trip import Trip


def cleaned(**fields: object) -> Trip:
    trip = clean(Raw(Place("f", AtLine(1)), {"title": "출장", "findings": ["결과"], **fields}))
    assert isinstance(trip, Trip)
    return trip


def told(trip: Trip) -> str:
    return "\n".join(notice.text for notice in trip.notices)


@pytest.mark.parametrize(
    ("field", "value", "kept", "left_out"),
    [
        ("countries", [f"나라{i}" for i in range(100_000)], 300, "99,700개"),
        ("countries", ", ".join(f"나라{i}" for i in range(1_000)), 300, "700개"),
        ("countries", list(range(100_000)), 0, "99,700개"),
        ("cities", [f"도시{i}" for i in range(50_000)], 1_000, "49,000개"),
        ("cities", ", ".join(f"도시{i}" for i in range(2_000)), 1_000, "1,000개"),
        ("findings", ["x"] * 1_000_000, 2_000, "998,000개"),
        ("findings", "x\n\n" * 3_000, 2_000, "1,000개"),
        ("findings", ["가" * 200_000] * 5, 2, "3개"),
    ],
    ids=["countries", "countries in a text", "countries that are none", "cities", "cities in a text", "findings", "findings in a text", "long findings"],
)  # fmt: skip
def test_a_list_is_bounded_and_the_notice_says_how_many_were_left_out(
    field: str, value: object, kept: int, left_out: str
) -> None:
    trip = cleaned(**{field: value})
    assert len(getattr(trip, field)) == kept
    assert left_out in told(trip)
    assert len(trip.notices) <= 3


@pytest.mark.parametrize(
    ("field", "kept"),
    [("title", 1_000), ("organisation", 300), ("stay", 300), ("purpose", 20_000), ("summary", 300_000)],
)
def test_a_text_is_bounded_and_the_notice_says_how_much_was_left_out(field: str, kept: int) -> None:
    trip = cleaned(**{field: "가" * 1_234_567})
    assert getattr(trip, field) == "가" * kept
    assert f"{1_234_567 - kept:,}자" in told(trip)


@pytest.mark.parametrize("value", ["(" * 3_000_000, "가, " * 2_000_000, "\n" * 3_000_000, " 1" * 2_000_000])
@pytest.mark.parametrize("field", ["countries", "cities", "findings", "people", "departs", "source", "cost_krw", "id"])
def test_no_text_of_megabytes_takes_long_anywhere(field: str, value: str) -> None:
    began = time.process_time()
    cleaned(**{field: {"url": value} if field == "source" else value})
    assert time.process_time() - began < 3


def test_control_characters_and_halves_are_replaced_and_counted() -> None:
    trip = cleaned(
        title="빨강\x1b[31m 글\x9b",
        summary="반쪽 \ud83d 글\x0b다음",
        organisation="가\t나\n다",
        cities=["\x07뉴욕\x07"],
    )
    assert trip.title == "빨강 [31m 글"
    assert trip.summary == "반쪽 \ufffd 글 다음"
    assert trip.organisation == "가\t나\n다"
    assert trip.cities == ("뉴욕",)
    assert "제목: 제어 문자 2개" in told(trip)
    assert "요약: 깨진 글자 1개" in told(trip)
    assert "도시: 제어 문자 2개" in told(trip)
    assert "기관" not in told(trip)


def test_a_value_in_a_notice_is_one_line_that_a_terminal_shows_and_does_not_obey() -> None:
    trip = cleaned(departs="\x1b[2J\u202e내년\n봄", people=float("nan"), cost_krw=[float("inf")], source="\x9b누리집")
    for notice in trip.notices:
        assert notice.text.isprintable(), notice
    assert "NaN" in told(trip)
    assert "Infinity" in told(trip)


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://www.korea.kr/a?b=1&amp;c=2", "https://www.korea.kr/a?b=1&c=2"), ("HTTP://x.kr", "HTTP://x.kr"),
        (" https://한국.kr/출장?q=가나 ", "https://한국.kr/출장?q=가나"), ("http://[::1]:80/", "http://[::1]:80/"), ("https://x.kr/a@b", "https://x.kr/a@b"),
        ("javascript:alert(1)", None), ("java&Tab;script:alert(1)", None), ("data:text/html,x", None), ("ftp://x.kr", None), ("//x.kr", None),
        ("https:/x.kr", None), ("https://", None), ("https://x.kr:99999", None), ("https://user:password@x.kr/", None), ("https://x.kr@y.kr", None),
        ("https://x.kr\nhttps://y.kr", None), ("https://x.kr/a&NewLine;b", None), ("https://x.kr/a b", None), ("https://x.kr/\u202egpj.exe", None),
        ("https://x\u200b.kr/", None), ("https://x.kr\\@y.kr", None), ('https://x.kr/"onclick="', None), ("https://x.kr/\x1b[31m", None),
        ("https://x.kr/&#8238;a", None), ("https://x.kr/" + "a" * 3_000, None),
    ],
)  # fmt: skip
def test_only_an_address_that_leads_where_it_seems_to_becomes_a_link(stated: str, address: str | None) -> None:
    trip = cleaned(source={"url": stated})
    assert trip.source is not None
    assert trip.source.url == address
    assert (address is None) == ("출처" in told(trip))
    assert "password" not in repr(trip)


@given(st.text() | st.text("htps:/@.&#;x[]\\1").map("http://".__add__))
def test_no_address_breaks_the_reader(text: str) -> None:
    assert not may_be_linked(text) or text.lower().startswith(("http://", "https://"))
