"""Every rule of the environment, and that no message, cause or traceback repeats a secret."""

import base64
import os
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from search.engines.elastic.client import connect
from search.errors import SettingsError
from search.settings import Settings, read_settings
from tests.elastic_node.certificates import make_certificate

SECRET = "비밀-pa55word"  # noqa: S105 - nobody's
Read = Callable[..., Settings]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The settings of an environment with these variables, named without their beginning, and no others of ours."""
    for name in [name for name in os.environ if name.startswith("TRIPS_")]:
        monkeypatch.delenv(name)

    def settings(**variables: object) -> Settings:
        for name, value in variables.items():
            monkeypatch.setenv(f"TRIPS_{name}", str(value))
        return read_settings()

    return settings


def refusal(read: Read, **variables: object) -> str:
    """What is said of these variables; nothing that could be printed of the error holds a secret."""
    with pytest.raises(SettingsError) as refused:
        connect(read(**variables)).close()
    everything = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
    assert [secret for secret in (SECRET, "pa55word") if secret in everything] == []
    sentence = str(refused.value)
    assert sentence.startswith("환경 변수를 읽을 수 없습니다. TRIPS_")
    assert sentence.endswith("허용되는 값은 docs/settings.md에 있습니다.")
    return sentence


def secret_file(folder: Path, content: str | bytes = f"{SECRET}\n") -> Path:
    path = folder / "secret"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_secret_is_read_from_its_file_without_the_end_of_its_line(read: Read, tmp_path: Path) -> None:
    path = secret_file(tmp_path, f"{SECRET}\r\n")
    settings = read(ELASTICSEARCH_USER="kim", ELASTICSEARCH_PASSWORD_FILE=path)
    assert settings.elasticsearch_password
    assert settings.elasticsearch_password.get_secret_value() == SECRET
    assert SECRET not in repr(settings) + str(settings) + settings.model_dump_json()


def test_a_user_may_come_from_a_file_too(read: Read, tmp_path: Path) -> None:
    settings = read(ELASTICSEARCH_USER_FILE=secret_file(tmp_path, "kim\n"), ELASTICSEARCH_PASSWORD=SECRET)
    assert settings.elasticsearch_user == "kim"


def test_the_password_is_sent_in_utf_8(read: Read) -> None:
    client = connect(read(ELASTICSEARCH_USER="김", ELASTICSEARCH_PASSWORD=SECRET))
    sent = client._headers["authorization"]  # noqa: SLF001 - what a cluster would get
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == f"김:{SECRET}"
    client.close()


@pytest.mark.parametrize("name", ["API_KEY", "USER", "PASSWORD"])
def test_a_value_and_its_file_exclude_each_other(read: Read, tmp_path: Path, name: str) -> None:
    both = {f"ELASTICSEARCH_{name}": SECRET, f"ELASTICSEARCH_{name}_FILE": secret_file(tmp_path)}
    said = refusal(read, **both)
    assert f"TRIPS_ELASTICSEARCH_{name}_FILE: TRIPS_ELASTICSEARCH_{name}도" in said
    assert "둘 가운데 하나만" in said


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "No such file"), (b"\xffpa55word", "UTF-8"), (b"", "비어"), (b"\n", "비어")],
    ids=["missing", "bytes", "empty", "an empty line"],
)
def test_a_file_without_a_secret_is_named(read: Read, tmp_path: Path, content: bytes | None, why: str) -> None:
    path = tmp_path / "none" if content is None else secret_file(tmp_path, content)
    said = refusal(read, ELASTICSEARCH_USER="kim", ELASTICSEARCH_PASSWORD_FILE=path)
    assert f"TRIPS_ELASTICSEARCH_PASSWORD_FILE={path}: " in said
    assert why in said


def test_a_folder_is_no_file(read: Read, tmp_path: Path) -> None:
    assert "Is a directory" in refusal(read, ELASTICSEARCH_API_KEY_FILE=tmp_path)


@pytest.mark.parametrize("given", [{"USER": "kim"}, {"PASSWORD": SECRET}, {"USER": "kim", "API_KEY": "a2V5"}])
def test_user_and_password_come_together(read: Read, given: dict[str, str]) -> None:
    said = refusal(read, **{f"ELASTICSEARCH_{name}": value for name, value in given.items()})
    assert "TRIPS_ELASTICSEARCH_USER와 TRIPS_ELASTICSEARCH_PASSWORD는 함께" in said


def test_a_key_and_a_password_exclude_each_other(read: Read) -> None:
    said = refusal(read, ELASTICSEARCH_USER="kim", ELASTICSEARCH_PASSWORD=SECRET, ELASTICSEARCH_API_KEY="pa55word")
    assert "가운데 하나만" in said


@pytest.mark.parametrize("key", ["pa55word\nmore", "pa55word more", "열쇠-pa55word", "\tpa55word"])
def test_a_key_that_no_header_can_carry_is_refused_before_the_client_repeats_it(
    read: Read, tmp_path: Path, key: str
) -> None:
    for given in ({"ELASTICSEARCH_API_KEY": key}, {"ELASTICSEARCH_API_KEY_FILE": secret_file(tmp_path, key)}):
        os.environ.pop("TRIPS_ELASTICSEARCH_API_KEY", None)
        assert "TRIPS_ELASTICSEARCH_API_KEY: 빈칸과 줄바꿈 없는 ASCII" in refusal(read, **given)


@pytest.mark.parametrize(
    "url", ["http://kim:pa55word@es:9200", "https://pa55word@es", "http://a:1,https://k:pa55word@es"]
)
def test_credentials_in_an_address_are_refused_without_being_repeated(read: Read, url: str) -> None:
    assert "TRIPS_ELASTICSEARCH_URL: 사용자와 암호는 주소가 아니라" in refusal(read, ELASTICSEARCH_URL=url)


@pytest.mark.parametrize(
    "url",
    [
        "es:9200",
        "es",
        "kim:pa55word@es:9200",
        "ftp://es:9200",
        "http://es",
        "http://:9200",
        "http://es:0",
        "https://es:0",
        "http://es:99999",
        "http://es:pa55word",
        "http://es:9200?key=pa55word",
        "http://es:9200/#pa55word",
        "http://[es:9200",
        ",",
        "http://es:9200,es:9201",
    ],
)
def test_what_is_no_address_is_refused(read: Read, url: str) -> None:
    assert "TRIPS_ELASTICSEARCH_URL: http://호스트:포트 꼴이 아닌" in refusal(read, ELASTICSEARCH_URL=url)


@pytest.mark.parametrize(
    "url", ["http://e s:9200", r"http://e\s:9200", "http://es:9200,http://ES:9200", "https://es,https://es:443"]
)
def test_what_only_the_client_refuses_is_our_sentence_too(read: Read, url: str) -> None:
    assert "TRIPS_ELASTICSEARCH_URL" in refusal(read, ELASTICSEARCH_URL=url)


@pytest.mark.parametrize(
    ("url", "hosts"),
    [
        ("http://es:9200", ["http://es:9200"]),
        ("https://es", ["https://es"]),
        ("http://[::1]:9200", ["http://[::1]:9200"]),
        (" http://a:9200/ , http://b:9200,,http://a:9200", ["http://a:9200", "http://b:9200"]),
        ("https://proxy/search/", ["https://proxy/search"]),
    ],
)
def test_addresses_are_taken_once_each(read: Read, url: str, hosts: list[str]) -> None:
    settings = read(ELASTICSEARCH_URL=url)
    assert settings.elasticsearch_hosts == hosts
    connect(settings).close()


def test_http_and_https_are_not_mixed(read: Read) -> None:
    assert "섞어" in refusal(read, ELASTICSEARCH_URL="http://a:9200,https://b")


def test_a_certificate_must_be_one(read: Read, tmp_path: Path) -> None:
    missing, other = tmp_path / "none.pem", secret_file(tmp_path)
    assert f"TRIPS_ELASTICSEARCH_CA={missing}: 파일을 읽을 수 없습니다(No such file" in refusal(
        read, ELASTICSEARCH_CA=missing
    )
    assert f"TRIPS_ELASTICSEARCH_CA={other}: 인증서 파일(PEM)이 아닙니다" in refusal(read, ELASTICSEARCH_CA=other)
    connect(read(ELASTICSEARCH_CA=make_certificate(tmp_path).file, ELASTICSEARCH_URL="https://es")).close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENGINE", "solr"),
        ("INDEX", "Trips_1"),
        ("LOG", "xml"),
        ("ELASTICSEARCH_TIMEOUT", "0"),
        ("ELASTICSEARCH_TIMEOUT", "soon"),
        ("ELASTICSEARCH_SHARDS", "65"),
    ],
)
def test_an_impossible_value_is_shown_with_its_variable(read: Read, name: str, value: str) -> None:
    assert f"TRIPS_{name}={value}: " in refusal(read, **{name: value})


def test_every_fault_is_said_at_once(read: Read) -> None:
    said = refusal(read, ELASTICSEARCH_URL="es", ELASTICSEARCH_USER="kim", ELASTICSEARCH_CA="/nowhere")
    assert [name for name in ("_URL", "_PASSWORD", "_CA") if f"TRIPS_ELASTICSEARCH{name}" not in said] == []


def test_an_empty_value_counts_as_unset(read: Read) -> None:
    settings = read(ENGINE="", ELASTICSEARCH_PASSWORD="", ELASTICSEARCH_USER="")
    assert (settings.engine, settings.elasticsearch_password) == ("embedded", None)
