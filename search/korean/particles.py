"""Particles (조사) at the end of a word: those that a text has, and those that our sentences need."""

import re
from typing import Final

# What a known word may end in without being a mistake.
PARTICLES: Final = frozenset(
    "가 과 까지 께서 나 는 도 들 로 를 만 보다 부터 와 으로 은 을 의 이 이나 에 에게 에서 에서의".split()
)

_SPOKEN: Final = re.compile(r"[^\W_]")
_FIRST, _LAST, _FINALS = "가", "힣", 28
# The final consonant ㄹ, after which 으로 is 로.
_RIEUL: Final = 8
# Digits and letters that end in a consonant as they are read: 영 일 삼 육 칠 팔, 엘 엠 엔; those in ㄹ apart.
_CLOSED: Final = frozenset("036mn")
_IN_RIEUL: Final = frozenset("178l")


def particle(word: str, both: str) -> str:
    """The one of `both`, as in `은/는` or `으로/로`, that `word` takes by the last sound that it is read with."""
    closed, opened = both.split("/")
    last = next(iter(reversed(_SPOKEN.findall(word))), "").lower()
    final = (ord(last) - ord(_FIRST)) % _FINALS if _FIRST <= last <= _LAST else None
    if final == _RIEUL or last in _IN_RIEUL:
        return opened if closed == "으로" else closed
    return closed if final or last in _CLOSED else opened


def without_particles(word: str) -> tuple[str, ...]:
    """`word`, and what is left of it without a last particle, the longest first."""
    return word, *(word[:end] for end in reversed(stems(word)))


def stems(word: str) -> list[int]:
    """Where `word` could end without its last particle."""
    return [end for end in range(2, len(word)) if word[end:] in PARTICLES]
