import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.page import Reason
from search.words.countries import (
    Stated,
    country_label,
    country_named,
    find_country,
    similar_countries,
    split_countries,
)
from search.words.files import our_words
from search.words.groups import key


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ("중국", "CN"), ("中國", "CN"), ("PRC", "CN"), ("🇨🇳", "CN"), ("CHN", "CN"), ("cn", "CN"),
        ("미합중국", "US"), ("U.S.", "US"), ("usa", "US"), ("오스트레일리아", "AU"), ("터키", "TR"),
        ("사우디 아라비아", "SA"), ("Germany", "DE"), ("남아공", "ZA"), ("UAE", "AE"), ("코소보", "XK"),
        ("ＵＳＡ", "US"), (" 미 국 ", "US"), ("us", "US"), ("uk", "GB"), ("NA", "NA"), ("타이완", "TW"), ("월남", "VN"),
        ("Cote d'Ivoire", "CI"), ("Bosnia and Herzegovina", "BA"), ("Korea, Republic of", "KR"), ("日本", "JP"),
        ("🇨🇳 중국", "CN"), ("🇺🇸 U.S.A.", "US"), ("콩고", "CG"), ("적도기니", "GQ"), ("스코틀랜드", "GB"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_every_name_in_use(stated: str, code: str) -> None:
    found = find_country(stated)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "stated",
    [
        "유럽연합",
        "EU",
        "UN",
        "아시아",
        "",
        " ",
        "중국집",
        "ZZ",
        "N.A.",
        "N/A",
        "소련",
        "SUN",
        "ANT",
        "MI",
        "🇪🇺",
        "🇨🇳🇯🇵",
        "🇨🇳 일본",
        "중국, 일본",
        "서서",
        "파란",
    ],
)
def test_what_is_no_country_is_none(stated: str) -> None:
    assert find_country(stated) is None


@pytest.mark.parametrize(
    "word",
    "AI IoT IT TV PR AR no my in is to me COM us uk na NA KR kor".split(),
)
def test_in_prose_a_code_names_no_country(word: str) -> None:
    assert country_named(word) is None


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("독일", "DE"),
        ("Germany", "DE"),
        ("중국", "CN"),
        ("UAE", "AE"),
        ("US", "US"),
        ("U.S.", "US"),
        ("🇯🇵", "JP"),
        ("美", "US"),
    ],
)
def test_in_prose_a_country_is_known_by_its_names(word: str, code: str) -> None:
    found = country_named(word)
    assert found is not None
    assert found.code == code


def test_no_code_of_any_country_is_taken_for_it_in_prose_unless_it_is_a_name_too() -> None:
    names = {key(name) for group in our_words().groups if group.reason is Reason.COUNTRY for name in group.words}
    letters = [chr(number) for number in range(ord("a"), ord("z") + 1)]
    codes = ["".join(code) for length in (2, 3) for code in itertools.product(letters, repeat=length)]
    named = [code for code in codes for typed in (code, code.upper()) if find_country(typed) and country_named(typed)]
    assert sum(find_country(code) is not None for code in codes) > 400
    assert {code for code in named if code not in names} == set()


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
        ("🇺🇸 미국, 🇯🇵 일본", Stated(["US", "JP"], [])),
        ("일본ㆍ중국․독일", Stated(["일본", "중국", "독일"], [])),
        ("- 일본\n- 중국", Stated(["일본", "중국"], [])),
        ("미국 및 캐나다", Stated(["미국", "캐나다"], [])),
        ("미국 캐나다", Stated(["미국", "캐나다"], [])),
        ("Antigua & Barbuda", Stated(["Antigua & Barbuda"], [])),
        ("크로아티아, 보스니아·헤르체고비나", Stated(["크로아티아", "보스니아"], [])),
        ("미국, 일본, USA", Stated(["미국", "일본"], [])),
        ("일본（삿포로시）", Stated(["일본"], ["삿포로시"])),
        ("일본(삿포로시", Stated(["일본"], ["삿포로시"])),
        ("독일(베를린) 프랑스(파리)", Stated(["독일", "프랑스"], ["베를린", "파리"])),
        ("미국(LA, 뉴욕)", Stated(["미국"], ["LA", "뉴욕"])),
        ("일본(도쿄) [방문(파견)기관 : 도쿄도청]", Stated(["일본"], ["도쿄"])),
        ("아랍에미리트(UAE)", Stated(["아랍에미리트"], [])),
        ("유럽(독일, 프랑스)", Stated(["유럽", "독일", "프랑스"], [])),
        ("독일 등 3개국", Stated(["독일"], [])),
        ("서유럽 3개국(영국, 프랑스)", Stated(["서유럽", "영국", "프랑스"], [])),
        ("중국 방문", Stated(["중국 방문"], [])),
        ("미국 LA", Stated(["미국 LA"], [])),
        ("파나마 시티, 오사카", Stated(["파나마 시티", "오사카"], [])),
        ("N/A", Stated([], [])),
        ("해당 없음", Stated([], [])),
        ("-", Stated([], [])),
        ("", Stated([], [])),
    ],
)
def test_a_field_with_several_countries_is_taken_apart(stated: str, expected: Stated) -> None:
    assert split_countries(stated) == expected


def test_a_misspelt_country_has_near_names() -> None:
    assert "오스트리아" in similar_countries("오스트리야")
    assert similar_countries("xyzxyz") == []


@pytest.mark.parametrize(
    ("misspelt", "name"),
    [
        ("싱가풀", "싱가포르"),
        ("노르웨", "노르웨이"),
        ("도일", "독일"),
        ("Germny", "독일"),
        ("우크라이너", "우크라이나"),
    ],
)
def test_the_nearest_name_comes_first(misspelt: str, name: str) -> None:
    similar = similar_countries(misspelt)
    assert similar[0] == name
    assert len(similar) <= 3


@given(st.text())
def test_any_text_is_taken_apart_into_places_that_are_not_empty(text: str) -> None:
    stated = split_countries(text)
    assert all(place.strip() for place in (*stated.countries, *stated.cities))
    assert len(set(stated.countries)) == len(stated.countries)


def test_every_country_of_the_list_is_found_by_its_codes_and_names(shared: Path) -> None:
    with (shared / "data" / "countries_ko_babel_cldr.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("alpha2", "alpha3", "name_ko_cldr", "name_en_cldr", "name_iso_en", "name_ko_iso_codes")
    for row in rows:
        assert {_code(row[name]) for name in names} == {row["alpha2"]}, row


def test_every_gathered_alias_is_known_and_its_label_is_ours(shared: Path) -> None:
    with (shared / "data" / "country_aliases_ko.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            aliases = filter(None, row["aliases_ko"].split("|"))
            assert {_code(name) for name in (row["preferred_ko"], *aliases)} == {row["alpha2"]}, row
            assert country_label(row["alpha2"]) == row["preferred_ko"]


def _code(stated: str) -> str | None:
    found = find_country(stated)
    return found.code if found else None
