"""The name of an office → its regions and its kind: as people write names, and for every local government there is."""

import csv
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.korean.organisations import organisation_key
from search.page import Reason
from search.words.files import our_words
from search.words.offices import Office, office_of, our_offices
from search.words.shapes import OFFICE_KINDS
from tests.relevance.judged import ROOT

GOVERNMENTS = ROOT.parent / "shared" / "data" / "kr_local_governments.csv"
FILE = our_words().offices
DISTRICTS = sorted({name for entry in FILE.regions.values() for name in entry.districts})
# Those that only one region has, and that are no other name of a region.
TOLD = {
    name: region
    for region, entry in FILE.regions.items()
    for name in entry.districts
    if sum(name in other.districts for other in FILE.regions.values()) == 1 and name != "광주시"
}

NAMES = [
    # As they are written in full and in short, with departments behind them.
    ("서울특별시", "서울", "광역"), ("서울시", "서울", "광역"), ("서울특별시 기후환경본부", "서울", "광역"), ("서울특별시기후환경본부", "서울", "광역"),
    ("서울시청", "서울", "광역"), ("경기도", "경기", "광역"), ("경상북도청", "경북", "광역"), ("전라북도", "전북", "광역"), ("전북특별자치도", "전북", "광역"),
    ("강원도", "강원", "광역"), ("세종특별자치시", "세종", "광역"), ("세종시", "세종", "광역"), ("제주도", "제주", "광역"), ("광주광역시", "광주", "광역"),
    ("경북 안동시", "경북", "기초"), ("강원도 삼척시", "강원", "기초"), ("강원특별자치도 삼척시", "강원", "기초"), ("안동시", "경북", "기초"), ("보성군", "전남", "기초"),
    ("수원시", "경기", "기초"), ("수원시 영통구", "경기", "기초"), ("수원시청 문화체육국", "경기", "기초"), ("서울특별시 중구", "서울", "기초"), ("부산 중구청", "부산", "기초"),
    ("광주 북구", "광주", "기초"), ("광주시 북구", "광주", "기초"), ("경기 광주시", "경기", "기초"), ("경기도 광주시", "경기", "기초"), ("해운대구", "부산", "기초"),
    ("부산진구", "부산", "기초"), ("제주시", "제주", "기초"), ("인천광역시 남구", "인천", "기초"), ("경상남도 마산시", "경남", "기초"), ("수원시보건소", "경기", "기초"),
    # 군위군 changed its region, and a new district is one by its form.
    ("대구광역시 군위군", "대구", "기초"), ("경상북도 군위군", "경북", "기초"), ("군위군", "", "기초"), ("경기도 가상시", "경기", "기초"), ("경기도 가상시의회", "경기", "의회"),
    # What is in several regions tells none.
    ("중구", "", "기초"), ("고성군", "", "기초"), ("강서구청", "", "기초"), ("강원 고성군", "강원", "기초"), ("경남 고성군", "경남", "기초"), ("광주시", "", None),
    # Since July 2026 one city lies where two regions were.
    ("전남광주통합특별시", "광주 전남", "광역"), ("전남광주통합특별시의회", "광주 전남", "의회"), ("전남광주통합특별시교육청", "광주 전남", "교육청"),
    ("전남광주통합특별시 광산구", "광주", "기초"), ("전남광주통합특별시 담양군", "전남", "기초"), ("담양군", "전남", "기초"),
    # Councils.
    ("성남시의회", "경기", "의회"), ("서울특별시 서대문구의회", "서울", "의회"), ("강남구의회", "서울", "의회"), ("서울시의회", "서울", "의회"), ("경기도의회", "경기", "의회"),
    ("경기도의회 의회사무처", "경기", "의회"), ("광주광역시의회", "광주", "의회"), ("광주시의회", "", "의회"), ("중구의회", "", "의회"), ("고성군의회", "", "의회"),
    # Education offices, the district's ones too.
    ("서울특별시교육청", "서울", "교육청"), ("서울시교육청", "서울", "교육청"), ("경기도 교육청", "경기", "교육청"), ("충북교육청", "충북", "교육청"), ("광주시교육청", "광주", "교육청"),
    ("경상남도거창교육지원청", "경남", "교육청"), ("경상남도교육청 경상남도창원교육지원청", "경남", "교육청"), ("거창교육지원청", "경남", "교육청"), ("세종교육청", "세종", "교육청"),
    ("서울특별시교육청 교육연구정보원", "서울", "교육청"), ("구리남양주교육지원청", "경기", "교육청"), ("광주하남교육지원청", "경기", "교육청"),
    ("광주동부교육지원청", "광주", "교육청"), ("동부교육지원청", "", "교육청"), ("고성교육지원청", "", "교육청"), ("서울특별시강남서초교육지원청", "서울", "교육청"),
    # Corporations and institutes: of a region, or of the State whatever their name begins with.
    ("서울교통공사", "서울", "공공기관"), ("서울연구원", "서울", "공공기관"), ("경기연구원", "경기", "공공기관"), ("(재)경기연구원", "경기", "공공기관"),
    ("재단법인 부산연구원", "부산", "공공기관"), ("부산도시공사", "부산", "공공기관"), ("부산시설공단", "부산", "공공기관"), ("경기도시공사", "경기", "공공기관"),
    ("서울시설공단", "서울", "공공기관"), ("SH공사", "서울", "공공기관"), ("서울주택도시공사", "서울", "공공기관"), ("인천관광공사", "인천", "공공기관"),
    ("경기도경제과학진흥원", "경기", "공공기관"), ("성남도시개발공사", "경기", "공공기관"), ("수원시정연구원", "경기", "공공기관"), ("강남문화재단", "서울", "공공기관"),
    ("대구경북연구원", "대구 경북", "공공기관"), ("세종문화회관", "서울", "공공기관"), ("경기평택항만공사", "경기", "공공기관"), ("강릉의료원", "강원", "공공기관"),
    ("인천국제공항공사", "", "공공기관"), ("부산항만공사", "", "공공기관"), ("인천항만공사", "", "공공기관"), ("울산항만공사", "", "공공기관"), ("여수광양항만공사", "", "공공기관"),
    ("제주국제자유도시개발센터", "", "공공기관"), ("대구경북첨단의료산업진흥재단", "", "공공기관"), ("서울대학교병원", "", "공공기관"), ("(주)강원랜드", "", "공공기관"),
    ("한국토지주택공사", "", "공공기관"), ("LH공사", "", "공공기관"), ("코레일", "", "공공기관"), ("K-water", "", "공공기관"), ("한국교육개발원", "", "공공기관"),
    ("한국해양과학기술원", "", "공공기관"), ("국립공원공단", "", "공공기관"), ("국립중앙의료원", "", "공공기관"), ("KDI", "", "공공기관"),
    # Departments whose names end like institutes.
    ("서울특별시보건환경연구원", "서울", "광역"), ("부산소방재난본부", "부산", "광역"), ("수원소방서", "경기", "광역"), ("인천경제자유구역청", "인천", "광역"),
    ("부산진해경제자유구역청", "부산 경남", "광역"), ("서울시립미술관", "서울", "광역"),
    # The State.
    ("보건복지부", "", "중앙"), ("행안부", "", "중앙"), ("환경부 국립환경과학원", "", "중앙"), ("환경부", "", "중앙"), ("통계청", "", "중앙"), ("국가데이터처", "", "중앙"),
    ("산림청 국립수목원", "", "중앙"), ("국립수목원", "", "중앙"), ("국립중앙박물관", "", "중앙"), ("국사편찬위원회", "", "중앙"), ("감사원", "", "중앙"), ("국회", "", "중앙"),
    ("국회사무처", "", "중앙"), ("중앙선거관리위원회", "", "중앙"), ("서울경찰청", "", "중앙"), ("서울특별시경찰청", "", "중앙"), ("부산지방해양수산청", "", "중앙"),
    ("서울지방국세청", "", "중앙"), ("주독일대사관", "", "중앙"), ("인천본부세관", "", "중앙"),
    # Universities: a region's own alone have one.
    ("부산대학교", "", "대학"), ("한국체육대학교", "", "대학"), ("국립부경대학교", "", "대학"), ("서울시립대학교", "서울", "대학"), ("충남도립대학교", "충남", "대학"),
    ("광주과학기술원", "", "대학"), ("서울대학교 산학협력단", "", "대학"), ("경북도립대학교", "경북", "대학"), ("제주대학교병원", "", "공공기관"),
    # What is none of these, or cannot be told.
    ("대한민국시도의회의장협의회", "", None), ("서울특별시체육회", "", None), ("한국무역협회", "", None), ("아산사회복지재단", "", None), ("세종연구원", "", None),
    ("동구릉관리소", "", None), ("강원대학교병원노동조합", "", "공공기관"), ("가상군", "", None), ("대구은행", "", None), ("거류초등학교", "", None), ("?", "", None), ("서울", "", None),
    ("경기", "", None), ("서울우유협동조합", "", None), ("국회의사당역", "", None), ("한국경제연구원", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "regions", "kind"), NAMES, ids=[name for name, *_ in NAMES])
def test_a_name_tells_what_people_know_by_it(name: str, regions: str, kind: str | None) -> None:
    office = office_of(name)
    assert (" ".join(office.regions), office.kind) == (regions, kind)


def test_nobody_is_no_office() -> None:
    assert office_of(None) == Office()


@pytest.mark.parametrize(
    ("name", "region_by", "kind_by"),
    [
        ("인천광역시", "인천광역시", "인천광역시"),
        ("서울특별시 서대문구의회", "서울특별시", "의회"),
        ("경상남도거창교육지원청", "경상남도", "교육지원청"),
        ("안동시", "안동시", "안동시"),
        ("경북 안동시", "경북", "안동시"),
        ("성남도시개발공사", "성남", "도시개발공사"),
        ("부산항만공사", "", "부산항만공사"),
        ("중구의회", "", "의회"),
        ("SH공사", "SH공사", "SH공사"),
        ("행안부", "", "행안부"),
        ("서울특별시경찰청", "", "경찰청"),
    ],
)
def test_the_piece_of_the_name_that_tells_is_kept(name: str, region_by: str, kind_by: str) -> None:
    office = office_of(name)
    assert (office.region_by, office.kind_by) == (region_by, kind_by)


def forms(region: str, district: str) -> Iterator[str]:
    """A district as it is written behind every name of its region."""
    entry = FILE.regions[region]
    for name in (*entry.names, *entry.short):
        yield from (f"{name} {district}", f"{name}{district}", f"{name} {district}청")


@pytest.mark.parametrize("region", FILE.regions)
def test_every_district_of_a_region_is_told_in_every_form(region: str) -> None:
    entry = FILE.regions[region]
    wrong = [
        name
        for district in entry.districts
        for name in forms(region, district)
        if (office_of(name).regions, office_of(name).kind) != ((region,), "기초")
        or (office_of(f"{name.removesuffix('청')}의회").regions, office_of(f"{name.removesuffix('청')}의회").kind)
        != ((region,), "의회")
    ]
    assert wrong == []


def test_a_district_alone_tells_its_region_where_there_is_one_of_the_name() -> None:
    found = {name: office_of(name) for name in DISTRICTS if name != "광주시"}
    assert {name: office.regions for name, office in found.items()} == {
        name: (TOLD[name],) if name in TOLD else () for name in found
    }
    assert {office.kind for office in found.values()} == {"기초"}
    councils = {name: office_of(f"{name}의회") for name in found}
    assert {name: office.regions for name, office in councils.items()} == {
        name: office.regions for name, office in found.items()
    }
    assert {office.kind for office in councils.values()} == {"의회"}


@pytest.mark.parametrize("region", FILE.regions)
def test_every_name_of_a_region_is_told_with_its_offices(region: str) -> None:
    for name in FILE.regions[region].names:
        if name == "광주시":
            continue
        expected = ("광주", "전남") if name == "전남광주통합특별시" else (region,)
        for ending, kind in (
            ("", "광역"),
            ("의회", "의회"),
            ("교육청", "교육청"),
            (" 기획조정실", "광역"),
            ("관광재단", "공공기관"),
        ):
            office = office_of(name + ending)
            assert (office.regions, office.kind) == (expected, kind), name + ending


@pytest.mark.usefixtures("shared")
def test_every_local_government_of_the_list_is_told_in_every_common_form() -> None:
    with GOVERNMENTS.open(encoding="utf-8") as file:
        rows = [(row["sido"], row["sigungu"]) for row in csv.DictReader(file) if "출장소" not in "".join(row.values())]
    assert len(rows) > 250
    wrong = []
    for province, district in rows:
        (region,) = our_offices().regions_named(province)
        kind = "기초" if district else "광역"
        first = re.split(r"(?<=[시군구])(?= )", district)[0]
        names = [f"{province} {district}".strip(), f"{province}{district}".replace(" ", ""), f"{province}{first}청"]
        # 광주 is two places, 중구 many; 군위군 was in 경북 when the list was made.
        names += [district] if first in TOLD else []
        wrong += [name for name in names if (office_of(name).regions, office_of(name).kind) != ((region,), kind)]
    assert wrong == []


def test_every_office_with_other_names_has_a_kind_and_so_have_those() -> None:
    groups = [group for group in our_words().groups if group.reason is Reason.ORGANISATION]
    assert len(groups) >= 80
    unknown = [name for group in groups for name in group.words if office_of(name).kind is None]
    assert unknown == []
    unlike = [
        group.words[0]
        for group in groups
        if len({(office_of(name).regions, office_of(name).kind) for name in group.words}) != 1
    ]
    assert unlike == []


def test_a_name_that_the_rules_tell_anyway_is_not_listed() -> None:
    """Else the list grows beside the rules, and nobody knows which of them decides."""
    ends = FILE.kinds["공공기관"].endings
    places = {
        name for entry in FILE.regions.values() for name in (*entry.short, *(each[:-1] for each in entry.districts))
    }
    places |= {each for entry in FILE.regions.values() for each in entry.names}
    needless = [
        name
        for name in FILE.kinds["공공기관"].names
        if name.endswith(ends) and not name.startswith(tuple(each for each in places if len(each) > 1))
    ]
    assert needless == []


pieces = st.sampled_from(
    sorted(
        {name for name, *_ in NAMES}
        | {*FILE.regions, *DISTRICTS, "의회", "교육청", "공사", "본부", "대학교", "협의회", "국립", "(재)"}
    )
)
names = st.lists(pieces, min_size=1, max_size=4).map("".join)


@given(name=names | st.text(max_size=12), places=st.lists(st.integers(0, 40), max_size=6))
def test_blanks_and_width_change_nothing(name: str, places: list[int]) -> None:
    written = name
    for place in places:
        written = f"{written[:place]} {written[place:]}"
    if organisation_key(written) == organisation_key(name):
        assert office_of(written) == office_of(name)


@given(name=names | st.text(max_size=12))
def test_whatever_is_told_is_one_of_the_list_and_has_its_reason_in_the_name(name: str) -> None:
    office = office_of(name)
    assert set(office.regions) <= FILE.regions.keys()
    assert office.kind in {None, *OFFICE_KINDS}
    assert bool(office.region_by) == bool(office.regions)
    assert bool(office.kind_by) == bool(office.kind)
    assert not office.regions or office.kind, "a region without an office"
    for by in (office.region_by, office.kind_by):
        assert organisation_key(by) in organisation_key(name) or not by


def test_the_kinds_are_all_in_the_file_and_no_word_asks_for_two() -> None:
    assert FILE.kinds.keys() == set(OFFICE_KINDS)
    asked = [word for kind, entry in FILE.kinds.items() for word in (kind, *entry.also)]
    assert len(asked) == len(set(asked))
