"""The English catalogue has what is said, all of it and nothing else, with the same values in it."""

import ast
import re
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Message

from scripts.catalogue import ROOT, extracted, forms_of, written
from search.sentences import Sentence
from webapp.language import Language, counted, gettext, speaking, translated

HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
MARKUP = re.compile(r"</?\w+")
# The name of the site, which English readers are told once.
NAMES = ("국외출장 검색", "국외출장")


def identity(message_id: str | tuple[str, ...] | list[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


@cache
def messages() -> dict[str, Message]:
    """What the product says, found once the first test asks for it."""
    return {identity(message.id): message for message in extracted() if message.id}


ENGLISH = {identity(message.id): message for message in written() if message.id}
FORMS = [(said, form) for said, message in ENGLISH.items() for form in forms_of(message.string)]


def values(text: str) -> set[str]:
    """The values in a text, apart from their particles, which English has none of."""
    return {name for _, name, spec, _ in Formatter().parse(text) if name and "/" not in (spec or "")}


def test_everything_that_is_said_has_an_english_text() -> None:
    missing = [text for text in messages() if text not in ENGLISH or not all(forms_of(ENGLISH[text].string))]
    assert not missing, "python -m scripts.catalogue adds these to the catalogue"


def test_the_catalogue_has_nothing_that_nobody_says() -> None:
    assert not ENGLISH.keys() - messages().keys(), "python -m scripts.catalogue takes these out"


SENTENCE = re.compile("니다|세요|나요")
# Told to whoever runs the program, in its own language alone.
OF_OPERATORS = (
    "요청 한도(TRIPS_RATE_LIMIT",
    "처럼 쓰세요. 한도를 두지 않으려면",
    "고 쓰세요.",
    "색인이 없습니다. `trips index",
)


def test_no_sentence_is_said_past_the_catalogue() -> None:
    for path in sorted((ROOT / "webapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value.strip() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if SENTENCE.search(text) and not any(part in text for part in OF_OPERATORS):
                assert any(text in said for said in messages()), f"{path.name}: {text}"


def test_no_template_says_anything_past_the_catalogue() -> None:
    for path in sorted((ROOT / "webapp" / "templates").iterdir()):
        said = re.sub(r"\{[{%#].*?[}%#]\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        said = re.sub(r'lang="ko"[^>]*>[^<]*<', "", said).replace("(국외출장 검색)", "")
        assert not HANGUL.search(said), path.name


def test_both_languages_say_the_same_values_in_the_same_markup() -> None:
    for said, form in FORMS:
        # Who says that there is one need not write the digit.
        assert values(form) | {"count"} >= values(said), form
        assert values(form) <= values(said), form
        assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(said)), form
        # What is said behind something else stays apart from it.
        assert (form[0] in " ,", form[-1] == " ") == (said[0] in " ,", said[-1] == " "), form


def test_what_says_so_many_of_something_says_one_otherwise() -> None:
    for said, message in ENGLISH.items():
        assert bool(message.pluralizable) == ("{count" in said), said


def test_english_is_english() -> None:
    for _, form in FORMS:
        text = form
        for name in NAMES:
            text = text.replace(name, "")
        assert not HANGUL.search(text), form
        # Quotes and apostrophes are those of the Korean texts.
        assert "'" not in text, form


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "Try again in 1 second."), (2, "Try again in 2 seconds."), (0, "in 0 seconds.")]
)
def test_one_is_told_from_many(seconds: int, said: str) -> None:
    message = "지금 검색이 몰려 바로 응답할 수 없습니다. {count}초 뒤에 다시 시도해 주세요."
    with speaking(Language.ENGLISH):
        assert said in counted(message, seconds)
    assert f"{seconds}초 뒤에" in counted(message, seconds)


def test_a_sentence_of_another_room_is_said_again_with_its_values() -> None:
    sentence = Sentence("‘{text}’에는 검색할 수 있는 글자나 숫자가 없어 제외했습니다.", text="{★}")
    assert sentence == "‘{★}’에는 검색할 수 있는 글자나 숫자가 없어 제외했습니다."
    assert translated(sentence) == sentence
    with speaking(Language.ENGLISH):
        assert translated(sentence) == "‘{★}’ has no letters or digits that can be searched for, so we left it out."
        assert translated("그대로") == "그대로"


@pytest.mark.parametrize(
    ("word", "said"), [("독일", "‘독일’은"), ("미국", "‘미국’은"), ("캐나다", "‘캐나다’는"), ("7", "‘7’은")]
)
def test_the_particle_goes_by_the_value(word: str, said: str) -> None:
    assert Sentence("‘{word}’{word:은/는}", word=word) == said
    assert gettext("‘{value}’{value:은/는} 네 자리 연도가 아닙니다. 2025처럼 쓰세요.", value=word).startswith(said)
