"""The write side: build beside the served index, verify, swap the alias, keep one, remove orphans.

A published generation is sealed with a write block: nothing can change what is served, and a clone of it, from which an
update starts, needs no block of its own that a killed process could leave behind (docs/decisions/0005).
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec
from elasticsearch import Elasticsearch, NotFoundError

from mappings.elastic import index_body, loading_settings, served_settings
from search.engines.building import MEMORY, Writer
from search.engines.elastic.errors import CLIENT_ERRORS, MISSING, creating, explained, reading, writing
from search.engines.elastic.generation import all_trips, find_described
from search.engines.elastic.lock import Lock, locked
from search.engines.elastic.memory import download, upload
from search.engines.elastic.names import Described, Meta, Names, own_alias
from search.engines.elastic.writer import Target
from search.engines.generations import REPLACE, SCHEMA_ID, check_rollback, check_schema, left_behind, new_name
from search.errors import (
    IndexMissingError,
    IndexNotWritableError,
    NothingToRollBackError,
    SearchUnavailableError,
)
from search.page import IndexInfo
from search.temporary import held_folder
from search.trip import Trip
from search.words.files import Words, our_words

_log: Final = logging.getLogger(__name__)

# Copies to other nodes are waited for so long before a generation is served without them.
_COPIES: Final = "60s"
# Seconds that a merge may take: a hundred thousand trips need one.
_MERGE: Final = 3_600
_CLONE: Final = "60s"
# Writing asks for more than a search may take: the cluster itself waits up to 60 s for its nodes.
_SECONDS: Final = 90


class ElasticIndex:
    """Writes the indexes of one prefix; one writer at a time, across machines."""

    def __init__(
        self,
        client: Elasticsearch,
        prefix: str,
        shards: int,
        now: Callable[[], dt.datetime],
        words: Callable[[], Words] = our_words,
    ) -> None:
        """`now` names and dates generations; a new one from nothing gets `shards`.

        New ones are built with `words`, asked for when they are begun.
        """
        self._client = client
        self._patient = client.options(request_timeout=_SECONDS)
        self._names = Names(prefix)
        self._shards = shards
        self._now = now
        self._words = words

    @contextmanager
    def rebuild(self) -> Iterator[Writer]:
        """A new generation from nothing, with the words given."""
        with self._locked() as lock, self._building(self._words(), None, lock) as writer:
            yield writer

    @contextmanager
    def update(self) -> Iterator[Writer]:
        """A new generation from a clone of the served one, with its user words; nothing served: a first one."""
        with self._locked() as lock:
            served = self._served()
            if served:
                check_schema(served.info.version, served.schema)
            words = self._words()
            if served:
                words = words.with_user(served.words)
            with self._building(words, served, lock) as writer:
                yield writer

    def rollback(self) -> IndexInfo:
        """Swap served and previous, if the previous one still answers for all its trips."""
        with self._locked():
            previous = find_described(self._client, self._names, self._names.previous)
            if previous is None:
                raise NothingToRollBackError("되돌릴 이전 색인이 없습니다. 색인을 두 번 이상 만든 뒤에 쓸 수 있습니다.")
            check_rollback(previous.info.version, previous.schema)
            with reading():
                found = int(self._client.count(index=previous.index)["count"])
            if found != previous.info.trips:
                message = (
                    f"이전 색인이 온전하지 않아 되돌릴 수 없습니다(출장 {found:,}건, 예상 {previous.info.trips:,}건). "
                    + REPLACE
                )
                raise NothingToRollBackError(message)
            self._serve(previous.index)
            return previous.info

    def trips(self) -> Iterator[Trip]:
        """Every trip the served generation stores, of whichever schema."""
        served = self._served()
        if served is None:
            raise IndexMissingError(MISSING)
        with reading():
            yield from all_trips(self._client, served.index)

    def copy_memory(self, target: Path) -> None:
        """Put what stays with the served generation at `target`; nothing where there is none."""
        served = self._served()
        if served:
            with reading():
                download(self._patient, self._names.memory(served.index), target)

    def _served(self) -> Described | None:
        return find_described(self._client, self._names, self._names.served)

    def _readable(self) -> Described | None:
        """What is served, of whichever schema; None where it is damaged: who replaces it must not need it."""
        try:
            served = self._served()
            return served if served and self._is_whole(served) else None
        except SearchUnavailableError:
            return None

    def _is_whole(self, described: Described) -> bool:
        with reading():
            return int(self._client.count(index=described.index)["count"]) == described.info.trips

    @contextmanager
    def _locked(self) -> Iterator[Lock]:
        with ExitStack() as held:
            with writing():
                lock = held.enter_context(locked(self._client, self._names.lock))
            self._remove_orphans()
            yield lock

    @contextmanager
    def _building(self, words: Words, served: Described | None, lock: Lock) -> Iterator[Writer]:
        """A writer to a new index, published at a clean end and gone at any other."""
        index = self._names.index(new_name(self._now()))
        is_sealed = False
        try:
            with writing():
                self._create(index, words, served)
            with held_folder() as folder:
                target = Target(self._patient, index, served or self._readable())
                memory = self._memory(served, folder)
                writer = Writer(target, served.info.trips if served else None, words, memory, self._now())
                try:
                    yield writer
                    if writer.changed or served is None:
                        writer.finish()
                        writer.check(target)
                        self._seal(index, writer, lock, is_new=served is None)
                        is_sealed = True
                finally:
                    writer.abandon()
        finally:
            if not is_sealed:
                # And nothing else: the lock may be another writer's by now.
                self._discard(index)
        if is_sealed:
            self._serve(index)
            _log.info("generation published", extra={"version": index, "trips": writer.count})
            with suppress(IndexNotWritableError):
                self._remove_orphans()

    def _memory(self, served: Described | None, folder: Path) -> Path:
        """What stays with the served generation, as a file of ours."""
        file = folder / MEMORY
        if served:
            with writing():
                download(self._patient, self._names.memory(served.index), file)
        return file

    def _create(self, index: str, words: Words, served: Described | None) -> None:
        indices = self._patient.indices
        if served is None:
            body = index_body(words.user, self._shards)
            with creating():
                indices.create(index=index, settings=body["settings"], mappings=body["mappings"])
            return
        # Published generations are sealed already; this one may have been opened by hand.
        indices.add_block(index=served.index, block="write")
        with creating():
            indices.clone(
                index=served.index,
                target=index,
                settings=loading_settings(),
                wait_for_active_shards="all",
                timeout=_CLONE,
            )

    def _seal(self, index: str, writer: Writer, lock: Lock, *, is_new: bool) -> None:
        """Describe what was written and close it for good, the lock still ours."""
        indices = self._patient.indices
        with writing():
            if is_new:
                self._merge(index)
            upload(self._patient, self._names.memory(index), writer.memory)
            meta = Meta(SCHEMA_ID, writer.count, self._now())
            indices.put_mapping(index=index, meta=msgspec.to_builtins(meta))
            indices.put_settings(index=index, settings=served_settings())
            indices.flush(index=index)
            indices.add_block(index=index, block="write")
            self._wait_for_copies(index)
            lock.keep()

    def _merge(self, index: str) -> None:
        """Make one segment of an index that is never written again; a clone has been merged before.

        The whole sources that Elasticsearch keeps beside ours for a recovery go with it, but for those of its last half
        minute: 88 -> 50 MB for 2,840 trips.
        """
        # A single segment would stay as it is, and does where one thread has sent all. What is deleted here nobody has,
        # and makes a second one, in one of the shards, of which most indexes have one. What no commit has is kept: the
        # commit comes first.
        with suppress(NotFoundError):
            self._patient.delete(index=index, id=uuid4().hex)
        self._patient.indices.flush(index=index)
        self._patient.options(request_timeout=_MERGE).indices.forcemerge(index=index, max_num_segments=1)

    def _wait_for_copies(self, index: str) -> None:
        """Let copies reach other nodes first; where they do not come in time, the index is served without."""
        health = self._patient.cluster.health(index=index, wait_for_status="green", timeout=_COPIES)
        if health["timed_out"]:
            _log.warning("served without all copies", extra={"version": index, "status": health["status"]})

    def _serve(self, index: str) -> None:
        """Swap to `index`; an answer that was lost is asked for."""
        with writing():
            try:
                self._swap(index)
            except CLIENT_ERRORS as error:
                if index not in self._served_by_now(error):
                    raise

    def _served_by_now(self, error: Exception) -> list[str]:
        try:
            return self._holders(self._names.served)
        except CLIENT_ERRORS:
            message = (
                f"새 색인을 다 만들었지만, 제공하기 시작했는지 알 수 없습니다. {explained(error)} "
                "그런 뒤 `trips status`로 확인하고, 예전 색인이면 다시 실행하세요."
            )
            raise IndexNotWritableError(message) from error

    def _swap(self, index: str) -> None:
        """Serve `index` and keep what was served as the previous one, in one step."""
        names = self._names
        served = [other for other in self._holders(names.served) if other != index]
        actions: list[dict[str, Any]] = [
            {"add": {"index": index, "alias": names.served}},
            {"add": {"index": index, "alias": own_alias(index)}},
        ]
        actions += [{"remove": {"index": other, "alias": names.previous}} for other in self._holders(names.previous)]
        for other in served:
            actions.append({"remove": {"index": other, "alias": names.served}})
            actions.append({"remove": {"index": other, "alias": own_alias(other), "must_exist": False}})
        if served:
            actions.append({"add": {"index": max(served), "alias": names.previous}})
        self._patient.indices.update_aliases(actions=actions)

    def _holders(self, alias: str) -> list[str]:
        """The indexes that an alias points to: one, unless somebody changed it by hand."""
        try:
            return list(self._client.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _discard(self, index: str) -> None:
        """Remove a generation and what stays with it."""
        self._remove(index)
        self._remove(self._names.memory(index))

    def _remove(self, index: str) -> None:
        """Remove one index; what a cluster that is away keeps is an orphan, and the next writer's to remove."""
        try:
            self._client.indices.delete(index=index)
        except NotFoundError:
            pass
        except CLIENT_ERRORS as error:
            left_behind(index, str(explained(error)))

    def _remove_orphans(self) -> None:
        """Remove what is named exactly like a generation of ours and is neither served nor kept for a rollback.

        What cannot be removed is logged. Raises IndexNotWritableError when the cluster does not say what there is.
        """
        kept = {self._names.served, self._names.previous}
        with writing():
            found = self._client.indices.get_alias(index=self._names.every_index, expand_wildcards="all")
        for index, answer in found.items():
            if self._names.version_of(index) is not None and not kept & answer["aliases"].keys():
                self._discard(index)
        with writing():
            memories = self._client.indices.get_alias(index=self._names.every_memory, expand_wildcards="all")
        for memory in memories:
            generation = self._names.index_of(memory)
            if generation is not None and generation not in found:
                # Its generation was never published.
                self._remove(memory)
