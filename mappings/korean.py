"""The Korean rules both engines share: what nori leaves out, and the words we add to its dictionary."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

# Raise it with every change of the analysis that changes stored terms; indexes of another version ask for a rebuild.
ANALYSIS_VERSION: Final = 2

DECOMPOUND_MODE: Final = "discard"

# nori's default, written out tag by tag (Elasticsearch 9 refuses `E` and `J`), but without XPN: prefixes such as
# 비-, 저- and 재- carry the meaning of 비급여, 저탄소, 재활용.
STOP_TAGS: Final = frozenset(
    "EP EF EC ETN ETM IC JKS JKC JKG JKO JKB JKV JKQ JX JC MAG MAJ MM SP SSC SSO SC SE XSA XSN XSV UNA NA VSV".split()
)

# Terms to which the dictionary gives a reading with a blank behind it. nori keeps the blank, an index of terms with
# spaces between cannot: in Elasticsearch they are looked for among the stored terms, which have none.
BLANK_READINGS: Final = frozenset(["웨이", "튜토리얼"])

USER_WORDS_FILE: Final = Path(__file__).parent / "words" / "user_words.txt"


class UserWord(NamedTuple):
    """A word of ours and the parts it is taken apart into; none: it stays whole."""

    surface: str
    segments: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The word as a line of nori's user dictionary."""
        return " ".join((self.surface, *self.segments))


class UserWordsError(ValueError):
    """A words file that cannot be used; the message (Korean, for people) names file, line and remedy."""


def read_user_words(path: Path | None = None) -> tuple[UserWord, ...]:
    """The words of a file, ours if none is named. Raises UserWordsError."""
    path = path or USER_WORDS_FILE
    try:
        # Editors on Windows put a byte order mark before the first word.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path}: {error.start}번째 바이트가 UTF-8이 아닙니다. 파일을 UTF-8로 저장하세요."
        raise UserWordsError(message) from error
    except OSError as error:
        raise UserWordsError(f"{path}: 사용자 사전을 읽을 수 없습니다({error.strerror}).") from error
    return parse_user_words(text, path.name)


def parse_user_words(text: str, name: str) -> tuple[UserWord, ...]:
    """The words in `text`, called `name` in errors. Raises UserWordsError with every fault, one a line."""
    found: dict[str, int] = {}
    faults = []
    for number, word in numbered_words(text):
        where = f"{name} {number}번째 줄: ‘{word.surface}’"
        if word.surface in found:
            faults.append(f"{where}: {found[word.surface]}번째 줄에 이미 있습니다. 둘 가운데 하나만 남기세요.")
        if len("".join(word.segments)) > len(word.surface):
            faults.append(f"{where}: 단어가 그 조각을 합친 것보다 짧습니다. 합쳐서 단어가 되는 조각을 적으세요.")
        found.setdefault(word.surface, number)
    if faults:
        raise UserWordsError("\n".join(faults))
    return tuple(word for _, word in numbered_words(text))


def user_dictionary_rules(words: tuple[UserWord, ...]) -> list[str]:
    """The words as nori's `user_dictionary_rules`."""
    return [word.line for word in words]


def numbered_words(text: str) -> Iterator[tuple[int, UserWord]]:
    """The words in `text` as they stand there, each with the number of its line."""
    for number, line in enumerate(text.splitlines(), start=1):
        surface, *segments = line.partition("#")[0].split() or [""]
        if surface:
            yield number, UserWord(surface, tuple(segments))
