"""Organisations as most trips of a generation write them."""

import threading
from collections.abc import Mapping

from mappings.fields import ORGANISATION_NAME
from search.generation import Generation
from search.korean.organisations import organisation_key


class Spellings:
    """How the organisations of one generation are shown: as most of its trips write each. Counted when first asked."""

    def __init__(self, generation: Generation) -> None:
        """Nothing is counted yet."""
        self._generation = generation
        self._counting = threading.Lock()
        self._shown: Mapping[str, str] | None = None

    def of(self, name: str) -> str:
        """The spelling of the organisation with this name or key; `name` itself where no trip has it."""
        with self._counting:
            if self._shown is None:
                self._shown = self._counted()
        # A key is its own key: what a facet counts needs no reading.
        return self._shown.get(name) or self._shown.get(organisation_key(name), name)

    def _counted(self) -> Mapping[str, str]:
        counts = self._generation.count([ORGANISATION_NAME])[ORGANISATION_NAME]
        # The last one stays: that of most trips, and of these the first by code point.
        rising = sorted(sorted(counts, reverse=True), key=lambda name: counts[name])
        return {organisation_key(name): name for name in rising}
