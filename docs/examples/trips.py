"""All hits of a search as a table, how many by month, what has been published since a day: httpx and pandas."""

import io
import os
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pandas as pd

TRIPS = os.environ.get("TRIPS", "http://127.0.0.1:5000")


def table(client: httpx.Client, words: str) -> pd.DataFrame:
    """Every hit, a row each; numbers and dates are what they are."""
    answer = client.get("/api/v1/trips.csv", params={"q": words}).raise_for_status()
    return pd.read_csv(io.BytesIO(answer.content), encoding="utf-8-sig", parse_dates=["출발일", "귀국일"])


def months(client: httpx.Client, words: str) -> pd.Series:
    """How many trips left in each month, empty ones with 0; those without a day are left out."""
    answer = client.get("/api/v1/statistics", params={"q": words, "by": "month"}).raise_for_status()
    rows = [(row["values"][0]["value"], row["count"]) for row in answer.json()["rows"]]
    return pd.Series({month: count for month, count in rows if month}, dtype="int64", name="trips")


def published(client: httpx.Client, words: str, since: str) -> Iterator[dict[str, Any]]:
    """What has been published since a day (`2025-01-01`), page by page."""
    asked: dict[str, Any] = {"q": words, "published_from": since, "sort": "newest", "size": 100}
    while True:
        page = client.get("/api/v1/trips", params=asked).raise_for_status().json()
        yield from (hit["trip"] for hit in page["hits"])
        if page["next"] is None:
            return
        asked["cursor"] = page["next"]


def main() -> None:
    words = sys.argv[1] if len(sys.argv) > 1 else "탄소중립"
    since = sys.argv[2] if len(sys.argv) > 2 else "2025-01-01"
    with httpx.Client(base_url=TRIPS, timeout=60) as client:
        found = table(client, words)
        print(found[["제목", "기관", "방문국"]].to_string(max_colwidth=30))
        print(months(client, words).to_string())
        print(f"{sum(1 for _ in published(client, words, since))} since {since}, {len(found)} in all")


if __name__ == "__main__":
    main()
