"""What docker-compose.yml and its images promise, without Docker."""

import re
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from search.settings import Settings
from tests.elastic_node.assemble import VERSION
from tests.elastic_node.cluster import IMAGE

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EVERY = sorted(SERVICES)
LASTING = ["elasticsearch", "web"]
OURS = ["trips", "web"]
FILES = [ROOT / "docker-compose.yml", *(path for path in (ROOT / "docker").rglob("*") if path.is_file())]


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def last_user(*parts: str) -> str:
    users: list[str] = re.findall(r"^USER (.+)$", text(*parts), flags=re.MULTILINE)
    return users[-1]


def volumes(service: str) -> dict[str, str]:
    """Where each named volume or folder is mounted, with `:ro` behind it if it is so."""
    return dict(re.split(r":(?=/)", volume, maxsplit=1) for volume in SERVICES[service]["volumes"])


def test_only_the_site_is_reached_from_outside_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${PORT:-5000}:5000"]}


def test_nobody_reaches_the_internet() -> None:
    networks = {name: service.get("networks") for name, service in SERVICES.items()}
    assert networks == {"elasticsearch": ["inside"], "web": ["inside", "door"], "trips": ["inside"], "secrets": None}
    assert SERVICES["secrets"]["network_mode"] == "none"
    assert COMPOSE["networks"] == {
        "inside": {"internal": True},
        # A port of a container that is on internal networks only is not published. Through this one requests come in;
        # what a container sends by itself keeps an address that nobody outside can answer to.
        "door": {"driver": "bridge", "driver_opts": {"com.docker.network.bridge.enable_ip_masquerade": "false"}},
    }


@pytest.mark.parametrize("name", EVERY)
def test_a_service_cannot_fill_the_machine_with_processes(name: str) -> None:
    # Elasticsearch starts some hundred threads; a fork bomb starts some ten thousand.
    assert 100 <= SERVICES[name]["pids_limit"] <= 4_096


def arguments(service: str) -> dict[str, str]:
    """The build arguments of a service's image, each with the environment variable that may name another image."""
    found: dict[str, str] = SERVICES[service]["build"]["args"]
    return found


@pytest.mark.parametrize(
    ("name", "recipe", "argument"),
    [
        ("elasticsearch", "docker/elasticsearch/Dockerfile", "ELASTICSEARCH_IMAGE"),
        ("secrets", "docker/elasticsearch/Dockerfile", "ELASTICSEARCH_IMAGE"),
        ("web", "docker/web/Dockerfile", "PYTHON_IMAGE"),
        ("trips", "docker/web/Dockerfile", "PYTHON_IMAGE"),
    ],
)
def test_an_image_starts_from_an_exact_version_or_from_the_digest_it_is_told(
    name: str, recipe: str, argument: str
) -> None:
    assert arguments(name) == {argument: f"${{{argument}:-{default_of(recipe, argument)}}}"}
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+(-[\w-]+)?", default_of(recipe, argument))
    lines = re.findall(r"^FROM (\S+)", text(recipe), flags=re.MULTILINE)
    assert set(lines) == {f"${{{argument}}}"}
    assert f"{argument}=" in text("docs", "operations.md")


def default_of(recipe: str, argument: str) -> str:
    (found,) = re.findall(rf"^ARG {argument}=(\S+)$", text(recipe), flags=re.MULTILINE)
    return str(found)


def test_the_image_runs_the_python_that_the_tests_run_on() -> None:
    image = default_of("docker/web/Dockerfile", "PYTHON_IMAGE")
    oldest = tomllib.loads(text("pyproject.toml"))["project"]["requires-python"].removeprefix(">=")
    assert image.startswith(f"python:{oldest}.")


@pytest.mark.parametrize("name", EVERY)
def test_a_service_has_a_memory_limit_no_capability_and_no_way_to_get_one(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "cap_add", "pid", "ipc"} & service.keys()


@pytest.mark.parametrize("name", EVERY)
def test_a_service_logs_to_files_that_do_not_grow_for_ever(name: str) -> None:
    assert SERVICES[name]["logging"]["options"].keys() == {"max-size", "max-file"}


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_service_is_checked_and_comes_back(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"].keys() == {"test", "interval", "timeout", "retries", "start_period"}


def test_each_waits_for_what_it_needs() -> None:
    assert SERVICES["elasticsearch"]["depends_on"] == {"secrets": {"condition": "service_completed_successfully"}}
    for name in OURS:
        assert SERVICES[name]["depends_on"] == {"elasticsearch": {"condition": "service_healthy"}}


def test_nobody_is_root() -> None:
    assert last_user("docker", "elasticsearch", "Dockerfile") == "1000:0"
    assert {SERVICES[name]["user"] for name in OURS} == {last_user("docker", "web", "Dockerfile")} == {"10001:10001"}
    assert not {name for name in ("secrets", "elasticsearch") if "user" in SERVICES[name]}


@pytest.mark.parametrize("name", OURS)
def test_our_own_services_write_to_no_image(name: str) -> None:
    assert SERVICES[name]["read_only"] is True
    (temporary,) = SERVICES[name]["tmpfs"]
    place, _, options = temporary.partition(":")
    assert place == "/tmp"  # noqa: S108 - in the container
    size = re.search(r"\bsize=(\d+)m\b", options)
    assert size
    # Files there are memory of the service.
    assert int(size[1]) * 4 <= megabytes(SERVICES[name]["mem_limit"])


def megabytes(size: str) -> int:
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


@pytest.mark.parametrize("name", EVERY)
def test_no_secret_stands_in_an_environment(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if re.search(r"(?i)password|api_key|token|secret", variable):
            assert variable.endswith("_FILE")
            assert value.startswith("/secrets/")


def test_the_site_has_the_reader_s_secrets_and_the_command_line_the_writer_s() -> None:
    assert volumes("web") == {"reader-secrets": "/secrets:ro", "site": "/var/lib/trips"}
    assert volumes("trips")["writer-secrets"] == "/secrets:ro"
    assert volumes("elasticsearch")["node-secrets"].endswith(":ro")
    assert not {"reader-secrets", "writer-secrets"} & volumes("elasticsearch").keys()
    users = {name: SERVICES[name]["environment"]["TRIPS_ELASTICSEARCH_USER"] for name in OURS}
    assert users == {"web": "trips_reader", "trips": "trips_writer"}


def test_every_user_that_is_made_has_a_role_and_none_is_a_superuser() -> None:
    roles = yaml.safe_load(text("docker", "elasticsearch", "roles.yml"))
    assert roles.keys() == {"trips_reader", "trips_writer", "trips_health"}
    patterns = {pattern for role in roles.values() for grant in role.get("indices", ()) for pattern in grant["names"]}
    assert patterns == {f"{Settings.model_fields['index'].default}*"}
    assert roles["trips_reader"]["indices"][0]["privileges"] == ["read", "view_index_metadata", "monitor"]
    assert {"all", "manage_security"}.isdisjoint(privilege for role in roles.values() for privilege in role["cluster"])
    assert "superuser" not in text("docker", "elasticsearch", "make-secrets")


@pytest.mark.parametrize("name", OURS)
def test_the_settings_are_those_that_the_code_reads(name: str) -> None:
    known = {f"TRIPS_{field.upper()}" for field in Settings.model_fields}
    assert SERVICES[name]["environment"].keys() <= known


def test_one_elasticsearch_is_meant_everywhere() -> None:
    pom = ET.parse(ROOT / "tests" / "elastic_node" / "home" / "pom.xml")  # noqa: S314 - our own file
    jars = pom.iterfind(".//{*}dependency")
    found = {jar.findtext("{*}artifactId"): jar.findtext("{*}version") for jar in jars}
    assert found["elasticsearch"] == found["transport-netty4"] == VERSION
    image = default_of("docker/elasticsearch/Dockerfile", "ELASTICSEARCH_IMAGE")
    assert image == f"docker.elastic.co/elasticsearch/elasticsearch:{VERSION}"
    images = {SERVICES[name]["image"] for name in ("secrets", "elasticsearch")}
    assert images == {IMAGE} == {f"overseas-trip-search/elasticsearch:{VERSION}"}


def test_the_image_installs_what_is_pinned_and_nothing_else() -> None:
    recipe = text("docker", "web", "Dockerfile")
    assert re.findall(r"pip install (.+?)(?: \\)?$", recipe, flags=re.MULTILINE) == [
        "--require-hashes -r requirements/run.txt",
        "--no-deps --no-build-isolation .",
    ]


def test_every_package_of_ours_is_installed_and_seen_by_the_build() -> None:
    packages = tomllib.loads(text("pyproject.toml"))["tool"]["setuptools"]["packages"]
    seen = re.findall(r"^!(\w+)$", text(".dockerignore"), flags=re.MULTILINE)
    folders = [path.parent for top in seen for path in (ROOT / top).rglob("__init__.py")]
    assert sorted(packages) == sorted(".".join(folder.relative_to(ROOT).parts) for folder in folders)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_an_address(path: Path) -> None:
    addresses = re.findall(r"https?://([\w.-]+)", path.read_text(encoding="utf-8"))
    assert set(addresses) <= {"elasticsearch", "localhost", "127.0.0.1"}
