"""The command that moves a whole index from one engine to the other, and compares the two when it is done."""

from collections.abc import Iterator, Sequence
from itertools import islice

import click

from search.engine import TripIndex, TripSearch
from search.errors import IndexOutdatedError, IndexWriteError, NothingToRollBackError, VerificationFailedError
from search.korean.particles import particle
from search.parse import parse
from search.query import FacetName, Sort, TripQuery
from search.settings import EngineName, Settings, read_settings
from search.wiring import open_engine, open_index
from search.words.files import our_words
from trips.indexing import build_anew

_ENGINE = click.Choice([name.value for name in EngineName])
# So many titles, spread over the index, are looked for on both sides.
_PROBES = 20


@click.command()
@click.option("--from", "source", type=_ENGINE, required=True, help="원본 엔진.")
@click.option("--to", "target", type=_ENGINE, required=True, help="대상 엔진. 그곳의 색인을 원본과 똑같이 만듭니다.")
def copy(source: str, target: str) -> None:
    """색인 전체를 다른 엔진으로 옮기고, 건수·id·시험 검색을 비교합니다."""
    if source == target:
        raise click.UsageError("--from과 --to가 같습니다. 서로 다른 엔진을 고르세요.")
    settings, words = read_settings(), our_words()
    here, there = _with(settings, source), _with(settings, target)
    from_index, to_index = open_index(here), open_index(there)
    count = build_anew(to_index, from_index, "옮기기")
    probes = _compare(from_index, to_index, open_engine(here, words), open_engine(there, words))
    click.echo(
        f"출장 {count:,}건을 {source}에서 {target}{particle(target, '으로/로')} 옮겼습니다. 건수와 id가 같고, {probes}."
    )


def _with(settings: Settings, engine: str) -> Settings:
    return settings.model_copy(update={"engine": EngineName(engine)})


def _compare(from_index: TripIndex, to_index: TripIndex, source: TripSearch, target: TripSearch) -> str:
    """What was compared. Raises VerificationFailedError, after the target serves again what it served before."""
    try:
        count = _compare_ids(from_index, to_index)
        return _compare_searches(list(_probes(from_index, count)), source, target)
    except VerificationFailedError as error:
        raise VerificationFailedError(f"{error} {_rolled_back(to_index)}") from error


def _compare_ids(from_index: TripIndex, to_index: TripIndex) -> int:
    mine, theirs = {trip.id for trip in from_index.trips()}, {trip.id for trip in to_index.trips()}
    if mine != theirs:
        raise VerificationFailedError(f"옮긴 뒤 id가 서로 다릅니다({len(mine ^ theirs):,}개).")
    return len(mine)


def _compare_searches(probes: Sequence[TripQuery], source: TripSearch, target: TripSearch) -> str:
    """Words are read as each index's own user dictionary reads them: those of today and of then may differ."""
    try:
        source.served()
    except IndexOutdatedError:
        return "원본 색인이 다른 버전의 것이어서 시험 검색은 비교하지 않았습니다"
    if source.status().stale:
        return "원본 색인의 사용자 사전이 바뀌어 시험 검색은 비교하지 않았습니다"
    for query in probes:
        one, other = source.search(query), target.search(query)
        if (one.total, one.hits, one.facets) != (other.total, other.hits, other.facets):
            words = " ".join(clause.text for clause in query.clauses) or "전체 출장"
            message = f"옮긴 뒤 ‘{words}’의 결과가 서로 다릅니다({one.total:,}건과 {other.total:,}건)."
            raise VerificationFailedError(message)
    return f"시험 검색 {len(probes)}개의 결과가 같습니다"


def _probes(index: TripIndex, count: int) -> Iterator[TripQuery]:
    """Everything with its facets, and words of titles; by date, an order that no statistics can change."""
    yield TripQuery(sort=Sort.NEWEST, size=100, facets=tuple(FacetName), facet_size=100)
    for trip in islice(index.trips(), 0, None, max(1, count // _PROBES)):
        words = " ".join(trip.title.split()[:2])
        yield TripQuery(clauses=parse(words), sort=Sort.NEWEST, size=100)


def _rolled_back(index: TripIndex) -> str:
    try:
        index.rollback()
    except NothingToRollBackError:
        return "옮긴 색인을 믿지 말고 다시 실행해도 같으면 알려 주세요."
    except IndexWriteError as error:
        return f"이전 색인으로 되돌리지도 못했습니다: {error}"
    return "이전 색인을 다시 제공합니다. 다시 실행해도 같으면 알려 주세요."
