"""Where one run lies: its folder, its prefix on the node, and the settings that our own processes get."""

import os
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.bare_elastic import BareElastic
from benchmarks.node import Node
from benchmarks.result import Side
from search.settings import EngineName, Settings

_TIMEOUT_SECONDS: Final = 60.0


class Place(NamedTuple):
    """`node` is None where only the embedded engine is measured."""

    folder: Path
    prefix: str
    node: Node | None

    @property
    def corpus(self) -> Path:
        """The generated trips, one a line."""
        return self.folder / "trips.jsonl"

    @property
    def changes(self) -> Path:
        """A hundred of them that changed."""
        return self.folder / "changes.jsonl"

    @property
    def documents(self) -> Path:
        """The same trips as the bare sides index them, themes included."""
        return self.folder / "documents.jsonl"

    @property
    def root(self) -> Path:
        """The embedded engine's folder."""
        return self.folder / "embedded" / self.prefix

    @property
    def bare_tantivy(self) -> Path:
        """Where bare tantivy's index lies."""
        return self.folder / "bare_tantivy"

    @property
    def sqlite(self) -> Path:
        """SQLite's database."""
        return self.folder / "fts5.sqlite"

    def bare(self, side: Side) -> BareElastic:
        """Bare Elasticsearch, tuned or not; its index may not be there yet."""
        assert self.node
        tuned = side is Side.TUNED_ELASTICSEARCH
        return BareElastic(self.node, f"{self.prefix}_{side.value}", tuned=tuned)

    def settings(self) -> Settings:
        """Of this process, for the Elasticsearch engine."""
        url = self.node.url if self.node else "http://127.0.0.1:9200"
        return Settings(
            data=self.folder, index=self.prefix, elasticsearch_url=url, elasticsearch_timeout=_TIMEOUT_SECONDS
        )

    def environment(self, engine: EngineName) -> dict[str, str]:
        """Of a process of ours that uses `engine`."""
        settings = self.settings()
        ours = {
            "TRIPS_ENGINE": engine.value,
            "TRIPS_DATA": str(settings.data),
            "TRIPS_INDEX": settings.index,
            "TRIPS_ELASTICSEARCH_URL": settings.elasticsearch_url,
            "TRIPS_ELASTICSEARCH_TIMEOUT": str(settings.elasticsearch_timeout),
        }
        return {name: value for name, value in os.environ.items() if not name.startswith("TRIPS_")} | ours

    def clean(self) -> None:
        """Remove what the run left on the node."""
        if self.node:
            found = self.node.call("GET", f"{self.prefix}_*/_alias")
            if found:
                self.node.call("DELETE", ",".join(found))
