"""Any number of realistic trips from a seed: about 2,000 characters each, words and phrases as reports have them.

Sentences are put together from parts, so vocabulary and repetition are those of the genre; no text is anybody's.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Final

from search.korean.names import find_country
from search.trip import Place, Trip, make_id

COUNTRIES: Final = (
    "일본 미국 독일 프랑스 영국 중국 싱가포르 베트남 호주 캐나다 네덜란드 덴마크 스웨덴 핀란드 스페인 이탈리아 "
    "오스트리아 스위스 체코 폴란드 태국 인도네시아 말레이시아 몽골 우즈베키스탄 튀르키예 아랍에미리트 뉴질랜드 "
    "벨기에 노르웨이 포르투갈 헝가리 대만 홍콩 필리핀 인도 브라질 멕시코"
).split()
CITIES: Final = (
    "도쿄 오사카 뉴욕 베를린 파리 런던 상하이 하노이 시드니 밴쿠버 암스테르담 코펜하겐 스톡홀름 헬싱키 바르셀로나 "
    "밀라노 빈 취리히 프라하 바르샤바 방콕 자카르타 울란바토르 이스탄불 두바이 오클랜드 브뤼셀 오슬로 리스본"
).split()
REGIONS: Final = (
    "서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주 수원 성남 고양 용인 창원 "
    "청주 전주 포항 김해 천안 안산 안양 남양주 화성 평택 파주 원주 춘천 강릉 목포 여수 순천 군산 익산 경주 구미 진주"
).split()
BODIES: Final = "광역시 도청 시의회 교육청 도시공사 문화재단 군청 상수도본부 소방본부 연구원".split()
KINDS: Final = ("우수사례 견학", "정책 조사", "국제회의 참석", "업무협약 체결", "연수")
THEMES: Final = (
    "탄소중립 스마트시티 자원순환 도시재생 공공도서관 고령친화 청년창업 수소경제 자율주행 상하수도 재난안전 관광진흥 "
    "스마트농업 사회적경제 다문화교육 지방분권 기후변화 대기환경 물순환 문화유산 국제통상 보건의료 돌봄서비스 "
    "직업교육 항만물류 트램교통 주민자치 산림휴양 반도체산업 인공지능 빅데이터 디지털트윈 신재생에너지 저탄소 비대면"
).split()
SUBJECTS: Final = (
    "방문 기관은", "담당 부서는", "현지 시청은", "연구진은", "출장단은", "운영 재단은", "지역 의회는", "민간 협의체는",
    "공무원들은", "시설 관리자는", "대학 연구소는", "시민 단체는",
)  # fmt: skip
OBJECTS: Final = (
    "조례 제정 과정을", "예산 편성 방식을", "주민 참여 절차를", "시설 운영 현황을", "성과 지표를", "민관 협력 구조를",
    "에너지 사용량 자료를", "교육 과정을", "장기 계획을", "안전 점검 체계를", "요금 제도를", "데이터 공개 원칙을",
    "현장 인력 배치를", "유지 관리 비용을", "이용자 만족도 조사를", "국제 기준과의 차이를",
)  # fmt: skip
VERBS: Final = (
    "설명하였다", "공유하였다", "검토하고 있었다", "단계적으로 바꾸어 왔다", "해마다 공개한다", "시민과 함께 정하였다",
    "우리 지역에 맞게 적용할 수 있다고 보았다", "앞으로 넓혀 갈 계획이라고 밝혔다", "자세히 보여 주었다", "강조하였다",
)  # fmt: skip
ACRONYMS: Final = ("AI", "SDGs", "C-ITS", "ODA", "ESG", "R&D", "5G", "IoT", "MOU", "COP28", "UN-Habitat", "ICLEI")


def trips(count: int, seed: int = 1) -> Iterator[Trip]:
    """`count` trips, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable corpus, no secret
    for number in range(count):
        yield _trip(chance, number)


def queries(seed: int = 2) -> list[str]:
    """Forty queries as people type them: one word, two, three, a phrase, an exclusion, Latin."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    found = [*chance.sample(THEMES, 12), *(f"{theme} {city}" for theme, city in zip(THEMES, CITIES, strict=False))][:24]
    found += [f"{chance.choice(CITIES)} {chance.choice(THEMES)} 조례 예산" for _ in range(6)]
    found += [f'"{text}"' for text in ("주민 참여", "성과 지표", "안전 점검 체계", "장기 계획")]
    return [*found, "SDGs", "C-ITS", "탄소중립을 -일본", "공공도서관의 운영", "도시 재생", "국제 기준"]


def _trip(chance: random.Random, number: int) -> Trip:
    theme, other = chance.sample(THEMES, 2)
    city = chance.choice(CITIES)
    countries = tuple(_place(name) for name in chance.sample(COUNTRIES, chance.choice((1, 1, 1, 2, 3))))
    organisation = chance.choice(REGIONS) + chance.choice(BODIES)
    departs = dt.date(2019, 1, 1) + dt.timedelta(days=chance.randrange(2_860)) if number % 50 else None
    nights = chance.randint(2, 9)
    title = f"{city} {theme} {chance.choice(KINDS)} {number}"
    return Trip(
        id=make_id(organisation, title, departs, None, countries),
        title=title,
        countries=countries,
        cities=(city,),
        organisation=organisation,
        departs=departs,
        returns=departs + dt.timedelta(days=nights + 1) if departs else None,
        stay=f"{nights}박 {nights + 2}일",
        nights=nights,
        days=nights + 2,
        people=chance.randint(1, 15),
        summary=_paragraph(chance, theme, city, 6),
        findings=tuple(_paragraph(chance, chance.choice((theme, other)), city, 9) for _ in range(5)),
    )


def _place(name: str) -> Place:
    country = find_country(name)
    return Place(country.code if country else None, name)


def _paragraph(chance: random.Random, theme: str, city: str, sentences: int) -> str:
    return " ".join(_sentence(chance, theme, city) for _ in range(sentences))


def _sentence(chance: random.Random, theme: str, city: str) -> str:
    acronym = f"{chance.choice(ACRONYMS)}와 관련하여 "
    opening = chance.choice((f"{city}의 ", f"{theme} 분야에서 ", "이번 출장에서 ", acronym, ""))
    number = chance.choice(("", "", f"{chance.randint(2, 90)}개 ", f"{chance.randint(2015, 2026)}년부터 "))
    subject, thing, verb = chance.choice(SUBJECTS), chance.choice(OBJECTS), chance.choice(VERBS)
    return f"{opening}{subject} {number}{chance.choice(THEMES)} {thing} {verb}."
