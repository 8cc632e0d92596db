"""How much is taken of one file: a text that is merged over many cells stands in each of them."""

from typing import Final

CUT: Final = "내용이 너무 길어 여기까지만 읽었습니다. 나누어 저장해 다시 넣어 주세요."

_MAX_CHARACTERS: Final = 5_000_000
_MAX_CELLS: Final = 5_000_000


class Budget:
    """What is left of it for one file; `spent` says that something was not taken."""

    def __init__(self) -> None:
        """All of it."""
        self._characters = _MAX_CHARACTERS
        self._cells = _MAX_CELLS
        self.spent = False

    def take(self, *texts: str) -> bool:
        """Whether there is room for these, which are counted."""
        self._characters -= sum(map(len, texts))
        self._cells -= len(texts)
        self.spent = self.spent or self._characters < 0 or self._cells < 0
        return not self.spent
