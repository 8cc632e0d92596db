import pytest

from search.korean.names import Stated, country_label, find_country, similar_countries, split_countries


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("중국", "CN"), ("中國", "CN"), ("PRC", "CN"), ("🇨🇳", "CN"), ("CHN", "CN"), ("cn", "CN"),
        ("미합중국", "US"), ("U.S.", "US"), ("usa", "US"), ("오스트레일리아", "AU"), ("터키", "TR"),
        ("사우디 아라비아", "SA"), ("Germany", "DE"), ("남아공", "ZA"), ("UAE", "AE"), ("코소보", "XK"),
        ("ＵＳＡ", "US"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_every_name_in_use(stated: str, code: str) -> None:
    found = find_country(stated)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("stated", ["유럽연합", "EU", "아시아", "", "중국집", "ZZ"])
def test_what_is_no_country_is_none(stated: str) -> None:
    assert find_country(stated) is None


def test_the_label_is_what_officials_write() -> None:
    assert [country_label(code) for code in ("AU", "TW", "HK", "CZ", "TR", "ZA")] == [
        "호주", "대만", "홍콩", "체코", "튀르키예", "남아프리카공화국",
    ]  # fmt: skip
    assert country_label("유럽연합") == "유럽연합"


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("(오스트리아, 크로아티아)", Stated(["오스트리아", "크로아티아"], [])),
        ("· 일본 · 미국", Stated(["일본", "미국"], [])),
        ("UAE/오만", Stated(["UAE", "오만"], [])),
        ("미국_트리니다드토바고_ 가이아나", Stated(["미국", "트리니다드토바고", "가이아나"], [])),
        ("일본(삿포로시)", Stated(["일본"], ["삿포로시"])),
        ("독일(베를린, 뮌헨), 프랑스(파리)", Stated(["독일", "프랑스"], ["베를린", "뮌헨", "파리"])),
        ("콩고-킨샤사", Stated(["콩고-킨샤사"], [])),
    ],
)
def test_a_field_with_several_countries_is_taken_apart(stated: str, expected: Stated) -> None:
    assert split_countries(stated) == expected


def test_a_misspelt_country_has_near_names() -> None:
    assert "오스트리아" in similar_countries("오스트리야")
    assert similar_countries("xyzxyz") == []
