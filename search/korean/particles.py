"""Particles (조사) at the end of a word."""

from typing import Final

# What a known word may end in without being a mistake.
PARTICLES: Final = frozenset(
    "가 과 까지 께서 나 는 도 들 로 를 만 보다 부터 와 으로 은 을 의 이 이나 에 에게 에서 에서의".split()
)


def without_particles(word: str) -> set[str]:
    """`word`, and what is left of it without a last particle."""
    return {word, *(word[:end] for end in stems(word))}


def stems(word: str) -> list[int]:
    """Where `word` could end without its last particle."""
    return [end for end in range(2, len(word)) if word[end:] in PARTICLES]
