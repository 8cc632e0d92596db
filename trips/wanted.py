"""The options that say how foreign files are to be read, and the profiles in which a person keeps them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click
import msgspec

from indexer.headings import IGNORED, PERSON, find_heading, headed_fields, heading_of, key_of
from indexer.understanding.wanted import Wanted
from search.korean.particles import particle
from search.settings import read_settings

Command = TypeVar("Command", bound=Callable[..., Any])

_FOLDER: Final = "profiles"


class Profile(msgspec.Struct):
    """What was said of headings once: by what two ways to write one share, the field."""

    headings: dict[str, str] = msgspec.field(default_factory=dict)


def wanted_options(command: Command) -> Command:
    """`command` with `--map`, `--profile` and `--also`."""
    for option in (
        click.option(
            "--map",
            "mapped",
            multiple=True,
            metavar="머리글=필드",
            callback=_read_map,
            help="이 머리글의 열을 이 필드로 읽습니다(예: --map '가는 날=departs'). 여러 번 쓸 수 있습니다.",
        ),
        click.option(
            "--profile",
            metavar="이름",
            callback=_check_name,
            help="--map으로 알려 준 것을 이 이름으로 기억하고 다시 씁니다.",
        ),
        click.option("--also", type=click.Choice(["plans"]), help="plans: 계획서·회의 자료·알림도 넣습니다."),
    ):
        command = option(command)
    return command


def read_wanted(mapped: dict[str, str], profile: str | None, also: str | None) -> Wanted:
    """What the options and the profile say; what is said now is kept in the profile, and overrules it."""
    headings = dict(mapped)
    if profile:
        file = _file(profile)
        before = _read_profile(file)
        headings = {**before.headings, **mapped}
        if headings != before.headings:
            _write_profile(file, Profile(headings))
    return Wanted(headings, plans=also == "plans")


def _read_map(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    if not given:
        return {}
    fields = headed_fields() - {PERSON}
    by_name = {key_of(name): field for field in fields for name in (field, heading_of(field))}
    found = {}
    for text in given:
        heading, sign, name = text.rpartition("=")
        known_as = find_heading(name)
        field = by_name.get(key_of(name)) or (known_as.field if known_as and known_as.field in fields else None)
        if not sign or not key_of(heading):
            raise click.BadParameter(f"‘{text}’: 머리글=필드로 쓰세요(예: '가는 날=departs').")
        if not field:
            known = ", ".join(f"{field}({heading_of(field)})" for field in sorted(fields - {IGNORED}))
            raise click.BadParameter(
                f"‘{name}’{particle(name, '은/는')} 없는 필드입니다. 쓸 수 있는 필드: {known}, {IGNORED}(넣지 않음)."
            )
        found[key_of(heading)] = field
    return found


def _check_name(_context: click.Context, _parameter: click.Parameter, name: str | None) -> str | None:
    if name is not None and (not name.strip() or name.startswith(".") or set(name) & set('/\\:*?"<>|\0\n')):
        raise click.BadParameter(f"‘{name}’: 이름에는 글자, 숫자, 빈칸, 붙임표(-)만 쓰세요.")
    return name


def _file(name: str) -> Path:
    return read_settings().data / _FOLDER / f"{name}.json"


def _read_profile(file: Path) -> Profile:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Profile)
    except FileNotFoundError:
        return Profile()
    except (OSError, msgspec.DecodeError) as error:
        raise click.BadParameter(
            f"{file}{particle(str(file), '을/를')} 읽을 수 없습니다({error}). 지우고 --map을 다시 적으세요."
        ) from error


def _write_profile(file: Path, profile: Profile) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(profile)) + b"\n")
    except OSError as error:
        raise click.BadParameter(f"{file}에 쓸 수 없습니다({error.strerror}).") from error
