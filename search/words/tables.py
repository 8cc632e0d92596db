"""One reader for every file of words: what it says, typed, and each fault with file, line and remedy."""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path as File
from typing import Annotated, Any, Final, Generic, TypeVar, get_args, get_origin

import msgspec

import mappings
from search.errors import WordsError
from search.words.positions import Path, Positions
from search.words.shapes import COUNTRIES, Countries, Kind

WORDS_FOLDER: Final = File(mappings.__file__).parent / "words"

_Shape = TypeVar("_Shape")
_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
# So much of a wrong value is repeated to whoever wrote it.
_SHOWN: Final = 40


class Text:
    """The text of a file; empty where it cannot be read, which `faults` says then."""

    def __init__(self, file: File, faults: list[str]) -> None:
        """Reads the file; a byte order mark, as editors on Windows write it, is no part of the text."""
        self.name = file.name
        self.faults = faults
        self.text = ""
        self.is_read = False
        try:
            self.text = file.read_text(encoding="utf-8-sig")
            self.is_read = True
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.fault(line, "UTF-8이 아닙니다. 파일을 UTF-8로 저장하세요.")
        except OSError as error:
            faults.append(f"{file}: 읽을 수 없습니다({error.strerror}). 파일이 있는지, 읽기 권한이 있는지 확인하세요.")

    @property
    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines that say something, with their numbers."""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                yield number, line

    def fault(self, line: int, sentence: str) -> None:
        """Note what is wrong in a line."""
        self.faults.append(f"{self.name} {line}번째 줄: {sentence}")


class Table(Text, Generic[_Shape]):
    """A TOML file: `value` is what of it has its shape, and `faults` says what has not."""

    def __init__(self, file: File, kind: Kind, empty: _Shape, faults: list[str]) -> None:
        """`empty` is the value where nothing can be read."""
        super().__init__(file, faults)
        self._kind = kind
        self.value = empty
        raw = self._parsed()
        if raw is None:
            return
        try:
            self.value = msgspec.convert(raw, kind.shape)
        except msgspec.ValidationError:
            # It says the first thing that is wrong; people want to know all, each with its line.
            value = self._shaped(raw, kind.shape, ())
            self.value = empty if value is None else value

    @cached_property
    def positions(self) -> Positions:
        """Where everything stands; only for faults, most files have none."""
        return Positions(self.text)

    def fault_at(self, path: Path, sentence: str) -> None:
        """Note what is wrong with a value."""
        names = " ".join(f"[{name}]" for name in path if isinstance(name, str))
        self.fault(self.positions.of(path), f"{names} {sentence}" if names else sentence)

    def _parsed(self) -> dict[str, Any] | None:
        try:
            return tomllib.loads(self.text) if self.is_read else None
        except RecursionError:
            self.faults.append(f"{self.name}: 괄호가 너무 깊습니다. {self._kind.example} 꼴로 쓰세요.")
        except ValueError as error:
            # TOMLDecodeError is one, and so is what Python says of a number of thousands of digits.
            found = _PLACE.search(str(error))
            line, column = (found[1], found[2]) if found and found[1] else (str(self._last_line), None)
            where = f"{line}번째 줄 {column}번째 글자" if column else f"{line}번째 줄"
            reason = _PLACE.sub("", str(error))
            self.faults.append(
                f"{self.name} {where}: TOML로 읽을 수 없습니다({reason}). "
                f"따옴표와 괄호를 확인하고 {self._kind.example} 꼴로 쓰세요."
            )
        return None

    @property
    def _last_line(self) -> int:
        return len(self.text.splitlines()) or 1

    def _shaped(self, raw: object, shape: Any, path: Path) -> Any:  # noqa: ANN401 - of that shape, or None
        """`raw` as `shape`, without the parts that do not fit; each of those is a fault."""
        bare, rule = _bare(shape)
        origin = get_origin(bare)
        if origin is dict and isinstance(raw, dict):
            of_keys, of_values = get_args(bare)
            return self._entries(raw, of_keys, of_values, path)
        if origin is tuple and isinstance(raw, list):
            if rule and rule.min_length and len(raw) < rule.min_length:
                self.fault_at(path, f"{_shown(raw)}: {rule.description}")
            inner, _ = get_args(bare)
            found = (self._shaped(value, inner, (*path, number)) for number, value in enumerate(raw))
            return tuple(value for value in found if value is not None)
        if isinstance(bare, type) and issubclass(bare, msgspec.Struct) and isinstance(raw, dict):
            return self._fields(raw, bare, path)
        try:
            return msgspec.convert(raw, shape)
        except msgspec.ValidationError:
            broken = rule.description if rule and isinstance(raw, get_origin(bare) or bare) else None
            self.fault_at(path, f"{_shown(raw)}: {broken or f'이 자리에 쓸 수 없습니다. {self._advice}'}")
            return None

    def _entries(self, raw: dict[str, object], of_keys: object, of_values: object, path: Path) -> dict[str, Any]:
        found = {}
        for key, inner in raw.items():
            known, value = self._shaped(key, of_keys, (*path, key)), self._shaped(inner, of_values, (*path, key))
            if known is not None and value is not None:
                found[known] = value
        return found

    def _fields(self, raw: dict[str, object], shape: type[msgspec.Struct], path: Path) -> msgspec.Struct | None:
        fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
        for key in [key for key in raw if key not in fields]:
            self.fault_at((*path, key), f"모르는 항목입니다. {', '.join(fields)}만 쓸 수 있습니다.")
        missing = [name for name, field in fields.items() if field.required and name not in raw]
        for name in missing:
            self.fault_at(path, f"{name} 항목이 없습니다. {self._advice}")
        values = {
            field.name: self._shaped(raw[name], field.type, (*path, name))
            for name, field in fields.items()
            if name in raw
        }
        return None if missing or None in values.values() else shape(**values)

    @property
    def _advice(self) -> str:
        return f"{self._kind.example} 꼴로 쓰세요."


def _bare(shape: Any) -> tuple[Any, msgspec.Meta | None]:  # noqa: ANN401 - any type
    """A type without its rule, and the rule."""
    if get_origin(shape) is Annotated:
        bare, rule = get_args(shape)
        return bare, rule
    return shape, None


def _shown(value: object) -> str:
    """A value as its file says it, for people, cut where it is long."""
    text = f"‘{value}’" if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def read_countries(file: File = WORDS_FOLDER / COUNTRIES.name) -> Countries:
    """The entries of a file of countries alone, ours if none is named. Raises WordsError."""
    faults: list[str] = []
    found: Table[Countries] = Table(file, COUNTRIES, {}, faults)
    if faults:
        raise WordsError(faults)
    return found.value
