"""Files of words with something wrong in them: every fault is said with its file, its line and what to do."""

import shutil
from pathlib import Path

import pytest
from msgspec.structs import asdict

from search.errors import WordsError
from search.words.files import our_words, read_words
from search.words.tables import WORDS_FOLDER


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our files to spoil."""
    return Path(shutil.copytree(WORDS_FOLDER, tmp_path / "words"))


def add(folder: Path, name: str, text: str) -> int:
    """Puts `text` at the end of a file; the number of its last line."""
    file = folder / name
    with file.open("a", encoding="utf-8", newline="") as opened:
        opened.write(text)
    return len(file.read_text(encoding="utf-8").splitlines())


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(WordsError) as caught:
        read_words(folder)
    return caught.value.faults


def test_a_copy_of_our_files_says_the_same(folder: Path) -> None:
    assert asdict(read_words(folder)) == asdict(our_words())


def test_narrower_words_of_a_group_of_another_topic_are_a_second_group(folder: Path) -> None:
    add(folder, "synonyms.toml", '[more]\ngroups = []\nnarrower = { "탄소중립" = ["가나"] }\n')
    assert [fault for fault in faults(folder) if fault.startswith("‘탄소중립’: 두 묶음에 있습니다")]


# File, what is added to it, what is said behind `file N번째 줄:`; N is the last line added.
FAULTS = [
    ("countries.toml", 'ZW = "x"\n', "[ZW] ‘x’: 이 자리에 쓸 수 없습니다. KR = { name"),
    ("countries.toml", "ZW = 3\n", "[ZW] 3: 이 자리에"),
    ("countries.toml", "ZW = { aliases = [1] }\n", "[ZW] [aliases] 1: 이 자리에"),
    ("countries.toml", 'ZW = { aliases = "짐바브웨" }\n', "[ZW] [aliases] ‘짐바브웨’: 이 자리에"),
    ("countries.toml", 'ZW = { aliases = [""] }\n', "[ZW] [aliases] ‘’: 검색할 수 있는 글자나"),
    ("countries.toml", 'ZW = { name = "·ㆍ-" }\n', "[ZW] [name] ‘·ㆍ-’: 검색할 수 있는"),
    ("countries.toml", 'ZW = { nam = "짐바브웨" }\n', "[ZW] [nam] 모르는 항목입니다. name, aliases만"),
    ("countries.toml", "QX = {}\n", "[QX] 그런 국가 코드가 없습니다"),
    ("countries.toml", "Kr = {}\n", "[Kr] ‘Kr’: 국가는 대문자 두 글자"),
    ("cities.toml", '[ZW]\n"하라레" = "Harare"\n', "[ZW] [하라레] ‘Harare’: 이 자리에 쓸 수 없습니다. [KR] 아래에"),
    ("cities.toml", '[ZW]\n"하라레" = [1]\n', "[ZW] [하라레] 1: 이 자리에"),
    ("cities.toml", '[ZW]\n"하라레" = ["Harare", "H arare"]\n', "[ZW] [하라레] 같은 말이 두 번 있습니다(H arare, Harare)"),
    ("cities.toml", '[ZW]\n"" = ["Harare"]\n', "[ZW] [] ‘’: 검색할 수 있는"),
    ("organisations.toml", '[more]\n"가나청" = { 1 = 2 }\n', "[more] [가나청] {'1': 2}: 이 자리에"),
    ("offices.toml", '"가나청" = { kind = "의회" }\n', "[offices] [가나청] regions 항목이 없습니다. [regions"),
    ("offices.toml", '"가나청" = { kind = "국회", regions = [] }\n', "[offices] [가나청] [kind] ‘국회’: 기관 유형은 중앙, 광역,"),
    ("offices.toml", '"가나청" = { kind = "의회", regions = ["서울시"] }\n', "[offices] [가나청] ‘서울시’: [regions]에 없는 지역입니다"),
    ("offices.toml", '"감 사원" = { kind = "중앙", regions = [] }\n', "[offices] [감 사원] ‘감 사원’: 두 번 있습니다"),
    ("offices.toml", '[regions."독도"]\nname = ["독도"]\n', "[regions] [독도] names 항목이 없습니다"),
    ("offices.toml", '[regions."독도"]\nnames = ["·"]\n', "[regions] [독도] [names] ‘·’: 검색할 수 있는"),
    ("offices.toml", '[regions."독도"]\nnames = ["독도", "독 도"]\n', "[regions] [독도] [names] ‘독 도’: 두 번 있습니다"),
    ("offices.toml", '[kinds."학교"]\nnames = ["가나학교"]\n', "[kinds] [학교] ‘학교’: 기관 유형은 중앙"),
    ("offices.toml", "[more]\nnames = []\n", "[more] 모르는 항목입니다. regions, kinds, offices"),
    ("synonyms.toml", "[more]\ngroups = [[1, 2]]\n", "[more] [groups] 1: 이 자리에 쓸 수 없습니다. [분야] 아래에"),
    ("synonyms.toml", '[more]\ngroups = ["가나", "다라"]\n', "[more] [groups] ‘가나’: 이 자리에"),
    ("synonyms.toml", '[more]\ngroups = [["가나다"]]\n', "[more] [groups] ['가나다']: 같은 뜻의 단어를 둘 이상"),
    ("synonyms.toml", '[more]\ngroups = [["강", "하천가"]]\n', "[more] [groups] ‘강’: 한 글자는"),
    ("synonyms.toml", '[more]\nwords = ["가나", "다라"]\n', "[more] [words] 모르는 항목입니다. groups, narrower만"),
    ("synonyms.toml", '[more]\ngroups = []\nnarrower = { "가나다" = [] }\n', "[more] [narrower] [가나다] []: 좁은 뜻의"),
    ("synonyms.toml", '[more]\ngroups = []\nnarrower = { "가나다" = ["강"] }\n', "[more] [narrower] [가나다] ‘강’: 한 글자는"),
    ("synonyms.toml", '[more]\ngroups = []\nnarrower = { "가나" = ["가 나"] }\n', "[more] [narrower] [가나] 같은 말이 두"),
    ("synonyms.toml", "[more]\n", "[more] groups 항목이 없습니다"),
    ("synonyms.toml", '[more]\ngroups = [["가나다", "가 나다"]]\n', "[more] [groups] 같은 말이 두 번 있습니다(가 나다, 가나다)"),
    ("themes.toml", '["한글"]\nname = "가"\n3 = ["나"]\n', "[한글] ‘한글’: 주제의 키는"),
    ("themes.toml", '[more]\n3 = ["나무"]\n', "[more] name 항목이 없습니다"),
    ("themes.toml", '[more]\nname = "더"\n3 = [1]\n', "[more] [3] 1: 이 자리에"),
    ("themes.toml", '[more]\nname = "더"\n3 = "나무"\n', "[more] [3] ‘나무’: 이 자리에"),
    ("themes.toml", '[more]\nname = "더"\n3 = [""]\n', "[more] [3] ‘’: 검색할 수 있는"),
    ("themes.toml", '[more]\nname = "더"\n4 = ["나무"]\n', "[more] [4] 모르는 항목입니다"),
    ("themes.toml", '[more]\nname = "더"\n', "[more] 단어가 없습니다"),
    ("themes.toml", '[more]\nname = "더"\n3 = ["나무"]\n1 = ["나무"]\n', "[more] [1] ‘나무’: 두 번 있습니다"),
    ("themes.toml", '[more]\nname = "기후·에너지"\n3 = ["나무"]\n', "[more] [name] ‘기후·에너지’: [climate-energy]의 이름입니다"),
    ("themes.toml", '[more]\nname = "더"\n3 = ["나무"]\n', "[more] english가 없습니다"),
    ("themes.toml", '[more]\nname = "더"\nenglish = "더"\n', "[more] [english] ‘더’: 영어 이름은"),
    ("themes.toml", '[more]\nname = "더"\nenglish = "Sports"\n', "[more] [english] ‘Sports’: 다른 것의"),
    ("offices.toml", '[regions."독도"]\nnames = ["독도"]\n', "[regions] [독도] english가 없습니다"),
    ("offices.toml", '[regions."독도"]\nnames = ["독도"]\nenglish = "Seoul"\n', "[regions] [독도] [english] ‘Seoul’: 다른"),
    ("question_words.toml", "more = []\n", "[more] 모르는 항목입니다. asking, filling, beside, trips, trips_beside만"),
    ("user_words.txt", "보고서\n", "‘보고서’: "),
    ("user_words.txt", "새낱말 새로운 낱말\n", "‘새낱말’: 단어가 그 조각을 합친 것보다 짧습니다"),
    ("user_words.txt", "---\n", "‘---’: 글자나 숫자가 없습니다"),
    ("user_words.txt", "괌\n", "‘괌’: 한 글자는 다른 단어를 가릅니다"),
    ("common_terms.txt", "두 단어\n", "‘두 단어’: 한 줄에 `trips analyze`가"),
    ("common_terms.txt", "--\n", "‘--’: 한 줄에"),
    ("ambiguous_names.txt", "가나다 3 가나다라\n", "‘가나다 3 가나다라’: 이름, 횟수, 다른 쓰임을 탭으로"),
    ("ambiguous_names.txt", "가나다\t많음\t가나다라\n", "‘가나다\t많음\t가나다라’: 이름"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "said"), FAULTS, ids=[f"{name} {text}" for name, text, _ in FAULTS])
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(folder: Path, name: str, text: str, said: str) -> None:
    """The line is that of the wrong value, or of the key above it."""
    last = add(folder, name, text)
    lines = range(last - text.count("\n") + 1, last + 1)
    found = faults(folder)
    assert any(fault.startswith(f"{name} {line}번째 줄: {said}") for fault in found for line in lines), found


def test_a_wrong_value_is_found_in_its_own_line_among_many(folder: Path) -> None:
    (folder / "synonyms.toml").write_text(
        '# [1]\n[more]\ngroups = [\n  ["가나다", "라마바"], # 1\n  ["나무", # 1\n   1, "수목"],\n]\n', encoding="utf-8"
    )
    assert [fault for fault in faults(folder) if "synonyms" in fault] == [
        'synonyms.toml 6번째 줄: [more] [groups] 1: 이 자리에 쓸 수 없습니다. [분야] 아래에 groups = [["단어", "같은 뜻의 단어"]] 꼴로 쓰세요.'
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('asking = [["a"]]\nfilling = []\nbeside = []\n', "question_words.toml 1번째 줄: [asking] ['a']: 이 자리에"),
        ('asking = ["a b"]\nfilling = []\nbeside = []\n', "question_words.toml 1번째 줄: [asking] ‘a b’: 빈칸이 없는"),
        ('asking = "a"\nfilling = []\nbeside = 2026-01-01\n', "question_words.toml 3번째 줄: [beside] 2026-01-01: 이 자리에"),
        ('asking = ["어디"]\n', "question_words.toml 1번째 줄: filling 항목이 없습니다"),
        ("asking = [\n", "question_words.toml 1번째 줄: TOML로 읽을 수 없습니다"),
        ("asking = []\nfilling = [?]\n", "question_words.toml 2번째 줄 12번째 글자: TOML로 읽을 수 없습니다"),
        (f"asking = {'[' * 5_000}", "question_words.toml: 괄호가 너무 깊습니다"),
        (f"asking = {'9' * 5_000}", "question_words.toml 1번째 줄: TOML로 읽을 수 없습니다"),
    ],
    ids=["list in list", "two words", "text and date", "nothing else", "no end", "no value", "deep", "long number"],
)  # fmt: skip
def test_a_file_that_is_wrong_as_a_whole_is_said_too(folder: Path, text: str, said: str) -> None:
    (folder / "question_words.toml").write_text(text, encoding="utf-8")
    found = faults(folder)
    assert any(fault.startswith(said) for fault in found), found


@pytest.mark.parametrize("name", ["organisations.toml", "cities.toml", "synonyms.toml", "themes.toml"])
@pytest.mark.parametrize("value", ["3", '"x"', "[]", "1.5", "true", "2026-01-01"])
def test_a_value_where_a_table_belongs_is_said(folder: Path, name: str, value: str) -> None:
    (folder / name).write_text(f"\nclimate = {value}\n", encoding="utf-8")
    assert [
        fault for fault in faults(folder) if fault.startswith(f"{name} 2번째 줄: [climate]") and "꼴로 쓰세요" in fault
    ]


@pytest.mark.parametrize("name", sorted(file.name for file in WORDS_FOLDER.iterdir()))
class TestEveryFile:
    """What may be wrong with any of them."""

    def test_a_missing_file_is_said(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        (fault,) = faults(folder)
        assert fault.startswith(f"{folder / name}: 읽을 수 없습니다")
        assert "파일이 있는지" in fault

    def test_a_folder_in_its_place_is_said(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()
        (fault,) = faults(folder)
        assert fault.startswith(f"{folder / name}: 읽을 수 없습니다")

    def test_another_encoding_is_said_with_its_line(self, folder: Path, name: str) -> None:
        (folder / name).write_bytes("# 하나\n# 둘\n".encode() + "# 셋".encode("cp949"))
        assert faults(folder)[0] == f"{name} 3번째 줄: UTF-8이 아닙니다. 파일을 UTF-8로 저장하세요."

    def test_what_editors_on_windows_add_is_no_fault(self, folder: Path, name: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
        assert asdict(read_words(folder)) == asdict(our_words())


def test_a_word_in_two_groups_is_said_with_both_places(folder: Path) -> None:
    last = add(folder, "synonyms.toml", '[more]\ngroups = [["넷제로", "그물코제로"], ["도쿄", "동경시"]]\n')
    second, first = sorted(faults(folder))
    assert first.startswith("‘도쿄’: 두 묶음에 있습니다(cities.toml ")
    assert f", synonyms.toml {last}번째 줄). " in first
    assert second.startswith("‘넷제로’: 두 묶음에 있습니다(synonyms.toml ")
    assert f", synonyms.toml {last}번째 줄). " in second
    assert "합치거나" in first


def test_every_fault_of_every_file_is_said_at_once(folder: Path) -> None:
    one_each = {name: text for name, text, _ in FAULTS}
    for name, text in one_each.items():
        add(folder, name, text)
    found = faults(folder)
    for name in one_each:
        assert any(fault.startswith(name) for fault in found), (name, found)
    many = add(folder, "user_words.txt", "보고서\n괌\n새낱말 새로운 낱말\n---\n")
    found = faults(folder)
    assert {f"user_words.txt {line}번째 줄" for line in range(many - 3, many + 1)} <= {
        fault.partition(":")[0] for fault in found
    }
