"""The environment, read once at the door into one frozen object; docs/settings.md lists every variable."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from search.errors import SettingsError


class EngineName(StrEnum):
    """The engines this version has."""

    EMBEDDED = "embedded"


class LogFormat(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """Every variable starts with TRIPS_; unset ones have the defaults below."""

    model_config = SettingsConfigDict(env_prefix="TRIPS_", frozen=True, extra="ignore", env_ignore_empty=True)

    engine: EngineName = EngineName.EMBEDDED
    data: Path = Path("var")
    # The prefix becomes part of folder and index names, so it holds only what both engines allow there.
    index: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")] = "trips"
    log: LogFormat = LogFormat.CONSOLE


def read_settings() -> Settings:
    """The settings of this process. Raises SettingsError naming each variable that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"TRIPS_{str(at['loc'][0]).upper()}={at['input']!s}: {at['msg']}" for at in error.errors()]
        message = f"환경 변수를 읽을 수 없습니다. {'; '.join(faults)}. 허용되는 값은 docs/settings.md에 있습니다."
        raise SettingsError(message) from error
