"""The command that describes the index: status."""

import click
import msgspec

from search.settings import read_settings
from search.wiring import open_engine
from search.words.files import our_words
from trips.terminal import say, say_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON으로 적습니다.")
@click.pass_context
def status(context: click.Context, *, as_json: bool) -> None:
    """엔진, 색인 판, 건수, 날짜, 체크섬, 낡은 것."""
    found = open_engine(read_settings(), our_words()).status()
    if as_json:
        say_json(msgspec.json.encode(found))
    else:
        rows = [("엔진", found.engine)]
        if found.index:
            rows += [
                ("색인 판", found.index.version),
                ("출장", f"{found.index.trips:,}건"),
                ("만든 때", f"{found.index.built:%Y-%m-%d %H:%M:%S %z}"),
                ("크기", f"{(found.size_bytes or 0) / 1e6:,.1f} MB"),
                *([("체크섬", "맞음" if found.checksums == "ok" else "어긋남")] if found.checksums else []),
                *([("클러스터", found.health)] if found.health else []),
                ("이전 색인", found.previous or "없음"),
            ]
        rows += [("낡음", sentence) for sentence in found.stale]
        rows += [("문제", found.problem)] if found.problem else []
        for name, value in rows:
            say(f"{name}: {value}")
    if found.problem:
        context.exit(1)
