"""The words files, line by line, and what user words do to texts."""

import os
import re
from collections.abc import Callable, Iterable
from itertools import islice, pairwise
from pathlib import Path

import pytest
from babel import Locale

from mappings.korean import USER_WORDS_FILE, UserWord, UserWordsError, parse_user_words, read_user_words
from scripts.name_gate import in_context, with_particles
from scripts.word_harm import SPEECHES, harm, sample_texts, speech_texts
from search.korean.nori import Analyzer
from search.korean.nori.userwords import UserTrie
from search.korean.normalise import normalise
from search.words.countries import country_label, find_country
from search.words.tables import read_countries

WORDS = read_user_words()
KEEPS = re.findall(r"^(\S+).*# keeps$", USER_WORDS_FILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
COUNTRIES = read_countries()
LABELS = sorted({label for code in map(str, Locale("ko").territories) if (label := country_label(code)) != code})
LONG_LABELS = [label for label in LABELS if len(label) >= 3 and label.isalpha() and label != "대한민국"]
SYLLABLES = 3  # a user word has so many at least, with these exceptions: no text has them across two words
SHORT = frozenset(
    "빈집 협치 네팔 맨섬 몰타 쿠바 귀싱 귀씽 꽝남 난퉁 냐짱 네옴 다낭 담맘 던디 디종 레체 뢰번 루벤 뤄양 리옹 말뫼 메단 멜번 반둥 볼더 슝안 써리 아덴 옌지 오쓰 윤데 젯다 지룽 창춘 카불 칸느 캔디 콘야 큐슈 클락 키토 탬파 텐진 투먼 팀푸 팍세 훈춘 히혼".split()
)

# What a user word must not do: the word it would be, and a text that it would cut.
NEVER = {
    "중국": "집중국면", "미국": "더미국가", "상해": "피해보상해야", "의회": "협의회", "난징": "재난징후", "예멘": "명예멘토", "말라가": "과테말라가",
    "협약서": "협약서명식", "합의서": "합의서명식", "자영업": "독자영업", "국제고": "국제고속버스", "주의회": "제주의회", "나주시": "만나주시고",
    "단원구": "단원구성", "연수구": "연수구성원", "상당구": "상당구간", "사상구": "사상구조", "가봉": "국가봉사", "간토": "공간토지", "고베": "최고베스트",
    "군마": "시군마다", "난디": "재난디지털", "난창": "재난창고", "남경": "성남경찰서", "남극": "강남극장", "뉴욕": "메뉴욕구", "니혼": "어머니혼자",
    "다카": "마다카메라", "단동": "집단동의", "더반": "더반영", "델리": "모델리스트", "도문": "제도문제", "라싸": "나라싸움", "라용": "카메라용",
    "로메": "프로메테우스", "로잔": "도로잔여", "롤리": "트롤리", "루앙": "루앙프라방", "루카": "하루카페", "말타": "말타기", "몽고": "몽고메리",
    "미토": "의미토론", "반타": "기반타당성", "버마": "서버마다", "보봉": "홍보봉투", "선양": "우선양보", "실론": "현실론", "알제": "알제리",
    "애란": "장애란", "양곤": "부양곤란", "에센": "에센스", "연변": "자연변화", "우한": "매우한정", "유타": "사유타당", "장춘": "시장춘계",
    "치바": "가치바탕", "코치": "에코치유", "코크": "에코크루즈", "태국": "사태국면", "터키": "컴퓨터키보드", "토고": "검토고려", "투브": "유투브",
    "투손": "전투손실", "포산": "분포산출", "화란": "변화란", "한옥": "북한옥류관", "비만": "준비만", "주정부": "민주정부", "의창구": "협의창구",
    "권선구": "인권선구자", "부하라": "납부하라", "서원구": "부서원구성",
}  # fmt: skip

# Terms that nori alone sees across an end of a user word in real texts, read one by one: it misread them, or glued to a
# place what the entry divides (아이오와주: 아이오와 + 주).
MISREAD = {
    ("장애인", "비장"), ("장애인", "인용"), ("장애인", "인과"), ("지방의회", "회의"), ("지방의회", "회도"), ("설명회", "민설"),
    ("우주항공청", "청과"), ("우주항공청", "청법"), ("우주항공청", "청장"), ("후쿠시마", "마발"), ("에스포", "포시"),
    ("오이타", "타현"), ("하와이", "이섬"), ("아이오와", "아이오와주"), ("플로리다", "플로리다주"), ("캘리포니아", "캘리포니아"),
    ("캘리포니아", "주"), ("마하라슈트라", "마하라슈트라"), ("마하라슈트라", "주"), ("담맘", "담맘"), ("담맘", "항"),
    ("시마네", "시마네현"), ("에히메", "에히메현"), ("구의회", "북구"), ("이주배경", "경학"),
}  # fmt: skip

# Words beside which real texts get other terms, each read with `python -m scripts.word_harm`: the neighbour was misread
# (이 + 사청 + 문경 of 인사청문 경과보고서), or it is a particle or an ending that comes or goes.
BESIDE = frozenset(
    "1인가구 구의회 남동구 다기능 담맘 러시아 리모델링 마하라슈트라 미얀마 벨기에 보고서 보고타 비정규직 빈집 설명회 시마네 실리콘밸리 "
    "아이오와 에스포 에티오피아 에히메 오이타 우주항공청 이주배경 이탈리아 장애인 재사용 재활용 지방의회 캘리포니아 프라이버시 프랑스 플랫폼 플로리다 하와이 "
    "협치 후쿠시마".split()
)

# Under CI nothing is skipped: without them these fail there.
needs_speeches = pytest.mark.skipif(
    not SPEECHES.exists() and "CI" not in os.environ, reason=f"the speeches are not here: {SPEECHES} is absent"
)


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer(WORDS)


@pytest.fixture(scope="module")
def bare() -> Analyzer:
    return Analyzer()


def terms(analyzer: Analyzer, text: str) -> list[str]:
    return [token.term for token in analyzer.analyze(normalise(text).text)]


@pytest.mark.parametrize("word", [word for word in WORDS if word.surface not in KEEPS], ids=lambda word: word.surface)
def test_a_user_word_repairs_something(word: UserWord, analyzer: Analyzer, bare: Analyzer) -> None:
    texts = [word.surface, *with_particles(word.surface), *(text for text, _ in in_context(word.surface))]
    texts += [f"주{word.surface}대사관", f"주{word.surface}총영사관", f"{word.surface} 방문", f"{word.surface} 및 협력"]
    assert any(terms(analyzer, text) != terms(bare, text) for text in texts)


@pytest.mark.parametrize("word", [word for word in WORDS if word.surface in KEEPS], ids=lambda word: word.surface)
def test_a_keeping_word_keeps_what_another_would_cut(word: UserWord, analyzer: Analyzer) -> None:
    text = {"인프라": "인프라하고", "프라이버시": "개인프라이버시"}.get(word.surface, word.surface)
    without = Analyzer([other for other in WORDS if other != word])
    assert terms(without, text) != terms(analyzer, text)
    assert set(word.segments or [word.surface]) <= set(terms(analyzer, text))


def test_a_user_word_has_three_syllables_or_a_reason() -> None:
    assert {word.surface for word in WORDS if len(word.surface) < SYLLABLES} == SHORT


@pytest.mark.parametrize(("word", "text"), NEVER.items(), ids=NEVER.keys())
def test_no_user_word_cuts_a_longer_word(word: str, text: str, analyzer: Analyzer, bare: Analyzer) -> None:
    assert word not in {other.surface for other in WORDS}
    assert terms(analyzer, text) == terms(bare, text)
    assert terms(Analyzer([UserWord(word)]), text) != terms(bare, text)


@pytest.mark.parametrize("label", LONG_LABELS)
def test_a_country_of_three_syllables_and_more_has_the_same_terms_everywhere(label: str, analyzer: Analyzer) -> None:
    alone = terms(analyzer, label)
    assert [terms(analyzer, f"{text} 연구") for text in with_particles(label)] == [[*alone, "연구"]] * 7
    assert terms(analyzer, f"({label})") == alone
    assert terms(analyzer, f"해외 {label} 연구") == ["해외", *alone, "연구"]
    assert terms(analyzer, f"독일·{label}·영국") == ["독일", *alone, "영국"]
    assert terms(analyzer, f"주{label} 대사관")[-len(alone) - 2 :] == [*alone, "대사", "관"]


@pytest.mark.parametrize(
    "texts",
    [
        sample_texts,
        pytest.param(lambda: islice(speech_texts(), 0, None, 8), marks=needs_speeches),
        pytest.param(speech_texts, marks=[needs_speeches, pytest.mark.drill]),
    ],
    ids=["sample", "every eighth speech", "speeches"],
)
def test_user_words_change_no_other_word_of_real_texts(texts: Callable[[], Iterable[str]]) -> None:
    """What nori alone sees across an end of a user word, or reads otherwise beside it, is what someone has looked at."""
    found = harm(WORDS, texts())
    assert found.cut <= MISREAD
    assert found.beyond.keys() <= BESIDE


def test_every_user_word_stands_under_a_class() -> None:
    _, *sections = re.split(r"(?m)^# ---- ", USER_WORDS_FILE.read_text(encoding="utf-8"))
    classes = [re.match(r"\[([a-z-]+)\] \S", section) for section in sections]
    assert all(classes)
    assert len({found[1] for found in classes if found}) == len(sections)
    assert sum(len(parse_user_words(section.partition("\n")[2], "words")) for section in sections) == len(WORDS)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("보고서", "결과보고서를 제출"), ("탄소중립", "탄소중립의 실현"), ("탄소중립", "탄소중립에 관한"),
        ("비대면", "비대면회의를 열고"), ("신재생에너지", "신재생 에너지를 보급"),
        ("신재생 에너지", "신재생에너지로"),
        ("저탄소", "저탄소 녹색성장"), ("1인가구", "1인 가구의 주거"), ("1인 가구", "1인가구를 위한"),
        ("가구", "1인가구의"),
        ("재활용", "재활용을 늘려"), ("초고령사회", "초고령사회에 들어선"), ("사회적경제", "사회적 경제를"),
        ("사회적 경제", "사회적경제의 가치"), ("시의회", "시의회를 방문"), ("지방의회", "지방의회의 역할"),
        ("의회", "서울시의회와"),
        ("해운대구", "해운대구에서 온"), ("세종시", "세종시의 사례"), ("헬싱키", "헬싱키로 이동"),
        ("두바이", "두바이에서"),
        ("프라하", "프라하의 봄"), ("상하이", "상하이와 베이징"), ("장애인", "중증장애인이 사는"),
        ("외국인", "해외 외국인 근로자"),
        ("문화재", "문화재활용 방안"), ("다문화", "다문화가정의"), ("한·중·일", "한ㆍ중ㆍ일 회의"),
        ("뉴질랜드", "주뉴질랜드대사관"),
    ],
)  # fmt: skip
def test_a_query_has_its_terms_in_a_text_it_must_find(query: str, text: str, analyzer: Analyzer) -> None:
    assert set(terms(analyzer, query)) <= set(terms(analyzer, text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("비대면", "비대한 조직"), ("저탄소", "탄소를 줄이는"), ("재활용", "재정을 활용하는"),
        ("재활용", "재건축과 공간 활용"),
        ("비급여", "급여 항목"), ("급여", "비급여 항목"), ("초고령사회", "고령사회"), ("다문화", "문화를 나누는"),
        ("중국", "집중국면에서"), ("사회적경제", "사회와 경제"),
    ],
)  # fmt: skip
def test_a_query_lacks_a_term_in_a_text_that_says_something_else(query: str, text: str, analyzer: Analyzer) -> None:
    assert not set(terms(analyzer, query)) <= set(terms(analyzer, text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("신재생에너지", "신재생 에너지"), ("1인가구", "1인 가구"), ("사회적경제", "사회적 경제"),
        ("초고령사회", "초고령 사회"), ("재활용품", "재활용 품"), ("자전거도로", "자전거 도로"),
        ("전기차충전소", "전기차 충전소"),
        ("남아프리카공화국", "남아프리카 공화국"), ("콩고민주공화국", "콩고 민주 공화국"),
        ("지방의회", "지방 의회"), ("공정거래위원회", "공정 거래 위원회"), ("규제샌드박스", "규제 샌드박스"),
        ("고향사랑기부", "고향사랑 기부"), ("가상자산", "가상 자산"), ("파나마시티", "파나마 시티"),
    ],
)  # fmt: skip
def test_a_compound_gives_the_same_terms_with_and_without_a_space(one: str, other: str, analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.analyze(one)] == [token.term for token in analyzer.analyze(other)]


@pytest.mark.parametrize("word", ["비대면", "저탄소", "재활용", "비급여", "초고령", "무장애", "보고서"])
def test_a_prefix_that_carries_the_meaning_stays_with_its_word(word: str, analyzer: Analyzer) -> None:
    assert [token.term for token in analyzer.analyze(f"{word} 정책")] == [word, "정책"]


def test_no_user_word_breaks_a_longer_word_of_ordinary_text(analyzer: Analyzer) -> None:
    terms = [token.term for token in analyzer.analyze("집중국면과 더미국가, 시의회의 회의")]
    assert "중국" not in terms
    assert "미국" not in terms
    assert terms[-3:] == ["시", "의회", "회의"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("보고서\n# 설명\n보고서", "3번째 줄: ‘보고서’: 1번째 줄에 이미"),
        ("세종시 세종특별 시", "1번째 줄: ‘세종시’: .*짧습니다"),
    ],
    ids=["twice", "parts too long"],
)
def test_a_words_file_with_a_mistake_is_refused_with_its_line(text: str, complaint: str) -> None:
    with pytest.raises(UserWordsError, match=complaint):
        parse_user_words(text, "user_words.txt")


def test_a_byte_order_mark_is_no_word(tmp_path: Path) -> None:
    """Otherwise an index would be told to be of other words than the file has, for ever."""
    (tmp_path / "words.txt").write_text("보고서\n", encoding="utf-8-sig")
    assert read_user_words(tmp_path / "words.txt") == (UserWord("보고서"),)


def test_countries_are_in_order_and_say_nothing_that_cldr_says() -> None:
    assert all(one < other for one, other in pairwise(COUNTRIES))
    korean, english = Locale("ko").territories, Locale("en").territories
    for code, entry in COUNTRIES.items():
        names = [entry.name or korean[code], english[code], *entry.aliases]
        assert entry.name != korean[code], code
        assert len({re.sub(r"\W", "", name.replace("&", "and")).casefold() for name in names}) == len(names), code


def test_every_country_entry_is_a_country_and_each_of_its_names_leads_to_it() -> None:
    for code, entry in COUNTRIES.items():
        assert country_label(code) != code
        for name in (*entry.aliases, *([entry.name] if entry.name else [])):
            found = find_country(name)
            assert found is not None
            assert found.code == code, f"{name} leads to {found.code}, not to {code}"


def test_no_user_word_has_one_syllable_or_the_filter_before_the_words_would_let_everything_through() -> None:
    assert [word.surface for word in WORDS if len(word.surface) < 2] == []
    assert sum(UserTrie(WORDS).starts) < 2_000
