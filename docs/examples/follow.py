"""Follows a search: prints what came or changed since it was run the last time, a line each. feedparser."""

import datetime as dt
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import feedparser

TRIPS = os.environ.get("TRIPS", "http://127.0.0.1:5000")
# For each search the moment after which everything is new.
SEEN = Path("follow.json")


def new(words: str, since: str | None) -> Iterator[Any]:
    """The entries since a moment, page by page; without one all there are."""
    asked = {"q": words, "match": "all", "size": "100", **({"since": since} if since else {})}
    address: str | None = f"{TRIPS}/feed.atom?{urlencode(asked)}"
    while address:
        feed = feedparser.parse(address)
        if feed.get("status") != 200:
            sys.exit(f"{address}: {feed.get('status') or feed.get('bozo_exception')}")
        yield from feed.entries
        address = next((link.href for link in feed.feed.links if link.rel == "next"), None)


def main() -> None:
    words = sys.argv[1] if len(sys.argv) > 1 else "탄소중립"
    seen = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
    entries = list(new(words, seen.get(words)))
    for entry in entries:
        print(entry.updated[:10], entry.title, entry.link, sep=" | ")
    if entries:
        # Not the time of our own clock: an index dates its trips before it shows them.
        seen[words] = max((entry.updated for entry in entries), key=dt.datetime.fromisoformat)
        SEEN.write_text(json.dumps(seen, ensure_ascii=False), encoding="utf-8")
    print(f"{len(entries)} new or changed")


if __name__ == "__main__":
    main()
