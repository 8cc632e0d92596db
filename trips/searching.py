"""Commands that read: search and serve."""

import errno
import logging
import socket
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import click
import msgspec

from search.errors import InvalidQueryError
from search.korean.particles import particle
from search.logs import configure_logging
from search.page import Part, TripHit, TripPage, Understood
from search.page_starts import page_range
from search.settings import read_settings
from search.temporary import held_folder, remove_left_folders
from search.wiring import open_engine
from search.words.files import our_words
from trips.options import search_options
from trips.saving import Files
from trips.terminal import one_line, say, say_json
from webapp.api.payloads import page_payload
from webapp.request.faults import BadParametersError
from webapp.request.params import TripsParameters, read_parameters
from webapp.request.queries import to_query

if TYPE_CHECKING:
    from webapp.server import Server


@click.command()
@click.argument("text", default="")
@search_options
@click.option("--json", "as_json", is_flag=True, help="API의 응답을 그대로 출력합니다.")
@click.option("--csv", "csv_file", metavar="FILE", help="결과를 모두 CSV 파일로 저장합니다.")
@click.option("--xlsx", "xlsx_file", metavar="FILE", help="결과를 모두 엑셀 파일로 저장합니다.")
def search(
    text: str,
    *,
    as_json: bool,
    csv_file: str | None,
    xlsx_file: str | None,
    **options: str | tuple[str, ...] | None,
) -> None:
    """출장을 검색합니다. 단어, "정확한 문구", -제외할단어를 쓸 수 있습니다."""
    files = Files(csv_file, xlsx_file)
    files.check(options, as_json=as_json)
    engine = open_engine(read_settings(), our_words())
    try:
        query = to_query(read_parameters(_query_string({"q": text, **options}), TripsParameters), engine)
        if files.wanted:
            files.write(engine, text, query)
            return
        page = engine.search(query)
    except BadParametersError as error:
        raise click.UsageError("; ".join(f"{fault.parameter}: {fault.detail}" for fault in error.faults)) from error
    except InvalidQueryError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        say_json(msgspec.json.encode(page_payload(page, query)))
    else:
        _print_page(page)


def _query_string(options: Mapping[str, str | tuple[str, ...] | None]) -> bytes:
    """The options as a request would send them, so that the same sentences answer what is wrong with them.

    Arguments that are not UTF-8 reach Python as lone surrogates: they go on as the bytes they were.
    """
    given = [
        (name, value.encode("utf-8", "surrogateescape"))
        for name, values in options.items()
        for value in ((values,) if isinstance(values, str) else values or ())
        if value
    ]
    return urlencode(given).encode("ascii")


def _print_page(page: TripPage) -> None:
    click.echo(f"{page.total:,}건")
    for note in _notes(page.understood):
        say(note, err=True)
    for number, hit in enumerate(page.hits, start=1):
        _print_hit(number, hit)
    if page.next:
        click.echo("\n더 있습니다: --size로 더 보거나 --json의 next를 --cursor에 넣으세요.", err=True)


def _notes(understood: Understood) -> Iterator[str]:
    """What a reader must know of how the text was read."""
    if understood.corrected:
        what = f"‘{understood.corrected}’{particle(understood.corrected, '으로/로')}"
        yield f"입력한 대로는 검색 결과가 없어 {what} 검색했습니다(입력한 대로: --correct false)."
    if understood.did_you_mean:
        yield f"혹시 ‘{understood.did_you_mean}’{particle(understood.did_you_mean, '을/를')} 찾으셨나요?"
    yield from understood.notes


def _print_hit(number: int, hit: TripHit) -> None:
    trip = hit.trip
    click.echo(f"\n{number}. {_shown(hit.title)}")
    facts = [
        ", ".join(place.name for place in trip.countries),
        trip.organisation,
        f"{trip.departs} ~ {trip.returns or '?'}" if trip.departs else None,
        trip.stay,
        trip.id,
    ]
    click.echo("   " + " · ".join(one_line(fact) for fact in facts if fact))
    for passage in hit.passages:
        page = f" ({page_range(passage.page)})" if passage.page else ""
        click.echo(f"   {_shown(passage.parts)}{page}")


def _shown(parts: tuple[Part, ...]) -> str:
    """Marked parts bold and underlined on a terminal, between 《 》 elsewhere."""
    on_terminal = sys.stdout.isatty()
    return " ".join(
        "".join(
            text if not marked else click.style(text, bold=True, underline=True) if on_terminal else f"《{text}》"
            for text, marked in ((one_line(part.text), part.marked) for part in parts)
        ).split()
    )  # fmt: skip


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="수신 주소.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="수신 포트.")
def serve(host: str, port: int) -> None:
    """사이트와 API를 제공합니다."""
    # Only this command needs Flask and a server, which take half a second to load.
    from webapp.workers import default_workers  # noqa: PLC0415
    from webapp.wsgi import answering_app, check_app  # noqa: PLC0415

    settings = read_settings()
    configure_logging(settings, logging.INFO)
    workers = settings.workers or default_workers()
    # First: a port that is taken is said at once.
    server = _listening(host, port)
    remove_left_folders()
    with held_folder() as shared:
        # What is wrong with settings and words is said here; the processes that answer find all this in their memory.
        check_app(settings, workers, shared)
        click.echo(f"국외출장 검색: http://{host}:{server.port}/ (멈추려면 Ctrl+C)")
        if not settings.trusted_hops:
            click.echo(
                "TRIPS_TRUSTED_HOPS가 0이어서 이 컴퓨터와 사설 주소에서 온 요청 수는 제한하지 않습니다. 프록시 뒤라면 "
                "프록시의 수로 정하세요."
            )
        server.run(partial(answering_app, settings, workers, shared), workers)


def _listening(host: str, port: int) -> "Server":
    """A server that has the port. Raises click.ClickException."""
    from webapp.server import Server  # noqa: PLC0415 - see above

    try:
        return Server(host, port)
    except socket.gaierror as error:
        raise click.ClickException(
            f"{host}:{port} 포트를 열 수 없습니다. 그런 이름이나 주소의 호스트가 없습니다."
        ) from error
    except OSError as error:
        why = {errno.EADDRINUSE: "이미 쓰고 있는 포트입니다. 다른 포트를 고르세요(예: --port 5001)"}
        reason = why.get(error.errno or 0, error.strerror or str(error))
        raise click.ClickException(f"{host}:{port} 포트를 열 수 없습니다. {reason}.") from error
