"""The environment, read once at the door into one frozen object; docs/settings.md lists every variable."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from search.errors import SettingsError

# Each of these may lie in a file instead, named by the variable with _FILE behind it.
_SECRETS: Final = ("elasticsearch_api_key", "elasticsearch_user", "elasticsearch_password")
# What a header takes as it is.
_API_KEY: Final = re.compile(r"[!-~]+")


class EngineName(StrEnum):
    """The engines this version has."""

    EMBEDDED = "embedded"
    ELASTICSEARCH = "elasticsearch"


class LogFormat(StrEnum):
    """How log lines are written."""

    CONSOLE = "console"
    JSON = "json"


class Settings(BaseSettings):
    """Every variable starts with TRIPS_; unset ones have the defaults below."""

    # An error must never repeat what was in a variable that holds a password.
    model_config = SettingsConfigDict(
        env_prefix="TRIPS_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    engine: EngineName = EngineName.EMBEDDED
    data: Path = Path("var")
    # The prefix becomes part of folder and index names, so it holds only what both engines allow there.
    index: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")] = "trips"
    log: LogFormat = LogFormat.CONSOLE
    workers: Annotated[int | None, Field(ge=1, le=256)] = None
    rate_limit: str = "600/minute"
    rate_limit_costly: str = "30/minute"
    # Where visitors tell of mistakes: an address of mail or web.
    contact: Annotated[str | None, Field(pattern=r"^(mailto:|https://)\S+$")] = None
    # Proxies before the server that say whom they ask for.
    trusted_hops: Annotated[int, Field(ge=0, le=10)] = 0
    elasticsearch_url: str = "http://127.0.0.1:9200"
    elasticsearch_api_key: SecretStr | None = None
    elasticsearch_api_key_file: Path | None = None
    elasticsearch_user: str | None = None
    elasticsearch_user_file: Path | None = None
    elasticsearch_password: SecretStr | None = None
    elasticsearch_password_file: Path | None = None
    elasticsearch_ca: Path | None = None
    elasticsearch_timeout: Annotated[float, Field(gt=0, le=600)] = 10.0
    elasticsearch_shards: Annotated[int, Field(ge=1, le=64)] = 1

    @property
    def elasticsearch_hosts(self) -> list[str]:
        """The addresses of the nodes, each once."""
        hosts = (host.strip().rstrip("/") for host in self.elasticsearch_url.split(","))
        return list(dict.fromkeys(host for host in hosts if host))


def read_settings() -> Settings:
    """The settings of this process, secrets read from their files. Raises SettingsError naming what is at fault."""
    try:
        settings = Settings()
    except ValidationError as error:
        faults = [_fault(str(at["loc"][0]), at["input"], at["msg"]) for at in error.errors()]
        raise _error(faults) from error
    found = {name: text for name in _SECRETS if (text := _from_file(settings, name)) is not None}
    settings = Settings.model_validate(settings.model_dump() | found)
    _check_cluster(settings)
    return settings


def _fault(name: str, value: object, why: str) -> str:
    """What is wrong with a variable; its value only where that is no secret."""
    shown = f"={value!s}" if name not in {*_SECRETS, "elasticsearch_url"} else ""
    return f"{_variable(name)}{shown}: {why}"


def _variable(name: str) -> str:
    return f"TRIPS_{name.upper()}"


def _error(faults: list[str]) -> SettingsError:
    return SettingsError(
        f"환경 변수를 읽을 수 없습니다. {'; '.join(faults)}. 허용되는 값은 docs/settings.md에 있습니다."
    )


def _from_file(settings: Settings, name: str) -> str | None:
    """The content of the file that a _FILE variable names, without the line feed at its end."""
    path: Path | None = getattr(settings, f"{name}_file")
    if path is None:
        return None
    variable = _variable(f"{name}_file")
    if getattr(settings, name) is not None:
        raise _error([f"{variable}: {_variable(name)}도 정해져 있습니다. 둘 가운데 하나만 쓰세요"])
    try:
        text = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or str(error)) if isinstance(error, OSError) else "UTF-8이 아닙니다"
        raise _error([f"{variable}={path}: 파일을 읽을 수 없습니다({why})"]) from None
    if not text:
        raise _error([f"{variable}={path}: 파일이 비어 있습니다"])
    return text


def _check_cluster(settings: Settings) -> None:
    """What no single variable shows. Raises SettingsError."""
    hosts = settings.elasticsearch_hosts
    faults = [fault for host in hosts or [""] for fault in _faults_of_host(host)]
    if len({host.partition("://")[0].lower() for host in hosts}) > 1:
        faults.append("TRIPS_ELASTICSEARCH_URL: http와 https 주소를 섞어 쓸 수 없습니다")
    user, password, key = (
        getattr(settings, name) for name in ("elasticsearch_user", "elasticsearch_password", "elasticsearch_api_key")
    )
    if (user is None) is not (password is None):
        faults.append("TRIPS_ELASTICSEARCH_USER와 TRIPS_ELASTICSEARCH_PASSWORD는 함께 정해야 합니다")
    if key is not None and password is not None:
        faults.append("TRIPS_ELASTICSEARCH_API_KEY와 TRIPS_ELASTICSEARCH_PASSWORD 가운데 하나만 쓰세요")
    if key is not None and not _API_KEY.fullmatch(key.get_secret_value()):
        # The HTTP client would refuse it with an error that repeats it.
        faults.append("TRIPS_ELASTICSEARCH_API_KEY: 빈칸과 줄바꿈 없는 ASCII 글자만 쓸 수 있습니다")
    if settings.elasticsearch_ca is not None:
        faults += _faults_of_certificates(settings.elasticsearch_ca)
    if faults:
        raise _error(faults)


def _faults_of_certificates(path: Path) -> list[str]:
    import ssl  # noqa: PLC0415 - most processes need none

    try:
        ssl.create_default_context(cafile=path)
    except ssl.SSLError:
        why = "인증서 파일(PEM)이 아닙니다"
    except OSError as error:
        why = f"파일을 읽을 수 없습니다({error.strerror})"
    else:
        return []
    return [f"TRIPS_ELASTICSEARCH_CA={path}: {why}"]


def _faults_of_host(host: str) -> list[str]:
    try:
        parts = urlsplit(host)
        place = parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.port))
        whole = place and parts.port != 0 and not parts.query and not parts.fragment
    except ValueError:
        whole = False
    if not whole:
        return ["TRIPS_ELASTICSEARCH_URL: http://호스트:포트 꼴이 아닌 주소가 있습니다"]
    if "@" in parts.netloc:
        return [
            "TRIPS_ELASTICSEARCH_URL: 사용자와 암호는 주소가 아니라 TRIPS_ELASTICSEARCH_USER와 _PASSWORD로 정하세요"
        ]
    return []
