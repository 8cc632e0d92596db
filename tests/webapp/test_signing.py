"""The secret of a site: the same after every start, seen by nobody else, and no reason not to start."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

from search.settings import Settings
from search.trip import Trip
from search.wiring import open_index
from webapp.signing import kept_secret
from webapp.wsgi import make_app


def site_in(folder: Path) -> FlaskClient:
    """A site that was just started over one trip."""
    chosen = Settings(data=folder)
    with open_index(chosen).rebuild() as writer:
        writer.add(Trip(id="t1", title="탄소중립"))
    return make_app(chosen).test_client()


def test_a_cited_search_is_known_after_a_start_and_to_no_other_site(tmp_path: Path) -> None:
    found = re.search(r"http://localhost(/search\?\S*cited=[^<]+)", site_in(tmp_path / "ours").get("/search").text)
    assert found
    address = unescape(found[1])
    assert "1건이었습니다" in site_in(tmp_path / "ours").get(address).text
    assert "1건이었습니다" not in site_in(tmp_path / "theirs").get(address).text


def test_processes_that_start_at_once_have_one_secret_that_only_their_owner_reads(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(kept_secret, [tmp_path / "new"] * 40))
    assert len(found) == 1
    assert len(found.pop()) >= 64
    (file,) = (tmp_path / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_where_nothing_can_be_kept_every_start_has_a_secret_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    first, second = kept_secret(tmp_path / "file"), kept_secret(tmp_path / "file")
    assert len(first) >= 64
    assert first != second
