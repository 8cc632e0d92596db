"""Our errors → status and message: application/problem+json for programs, a plain page for people."""

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Final

import msgspec
from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from search.errors import (
    ClusterRefusedError,
    ClusterUnreachableError,
    IndexDamagedError,
    IndexMissingError,
    IndexNotReadableError,
    IndexOutdatedError,
    InvalidQueryError,
    PagesGoneError,
    SearchUnavailableError,
    TripsError,
)
from search.query import MAX_QUERY_LENGTH
from webapp.language import gettext, is_korean, noted, translated
from webapp.negotiation import is_for_programs
from webapp.problem import Problem, ProblemError
from webapp.refusals import MAX_BODY, MAX_QUERY_STRING
from webapp.request.faults import BadParametersError, Fault
from webapp.sizes import shown_faults

RETRY_SECONDS: Final = 30
DATA_FOLDER: Final = "TRIPS_DATA_FOLDER"

_TITLES: Final = {
    400: noted("검색 조건을 확인해 주세요"),
    404: noted("찾을 수 없습니다"),
    405: noted("쓸 수 없는 메서드입니다"),
    410: noted("이어 볼 수 없습니다"),
    413: noted("요청 본문이 너무 큽니다"),
    414: noted("주소가 너무 깁니다"),
    429: noted("요청이 너무 많습니다"),
    500: noted("오류가 났습니다"),
    503: noted("지금은 응답할 수 없습니다"),
}
_SENTENCES: Final = {
    400: noted("요청의 형식이 올바르지 않습니다."),
    404: noted("이 주소에는 아무것도 없습니다. 주소를 확인하세요."),
    405: noted("이 주소는 GET과 HEAD로만 읽을 수 있습니다."),
    413: noted("이 서버의 주소는 모두 본문 없이 읽습니다. {body:,}바이트보다 큰 본문은 받지 않습니다."),
    414: noted("물음표 뒤는 {asked:,}바이트까지 쓸 수 있습니다. 조건을 줄이세요."),
    500: noted("서버에 오류가 났고 기록되었습니다. 같은 요청이 되풀이해서 실패하면 운영자에게 알려 주세요."),
}
_LIMITS: Final = {"body": MAX_BODY, "asked": MAX_QUERY_STRING}
# What keeps an index from answering is told in full to whoever runs the site, in our language and in the log; in
# another language it is told by its kind.
_KINDS: Final = {
    IndexMissingError: noted("색인이 아직 없습니다. 이 사이트의 운영자가 출장 파일을 먼저 색인해야 합니다."),
    IndexDamagedError: noted("색인이 손상되었습니다. 운영자가 이전 색인을 제공하거나 다시 만들어야 합니다."),
    IndexNotReadableError: noted("색인을 읽을 수 없습니다. 운영자가 권한과 디스크를 확인해야 합니다."),
    IndexOutdatedError: noted("색인을 다른 버전의 프로그램이 만들었습니다. 운영자가 다시 만들어야 합니다."),
    ClusterUnreachableError: noted("Elasticsearch에 연결할 수 없습니다. 잠시 뒤 다시 요청하세요."),
    ClusterRefusedError: noted("Elasticsearch가 요청을 거절했습니다. 운영자가 설정과 로그를 확인해야 합니다."),
    SearchUnavailableError: noted("공개한 색인으로 응답할 수 없습니다. 이유는 서버의 로그에 있습니다."),
}

_log: Final = logging.getLogger(__name__)


def register_errors(app: Flask, folder: Path | None) -> None:
    """Every error has one shape, and none names the `folder` of the data.

    Flask hands what nobody expected over as a 500, after logging its traceback.
    """
    app.config[DATA_FOLDER] = folder
    app.register_error_handler(BadParametersError, _bad_parameters)
    app.register_error_handler(InvalidQueryError, _invalid_query)
    app.register_error_handler(PagesGoneError, lambda error: error_response(410, translated(error.args[0])))
    app.register_error_handler(SearchUnavailableError, _unavailable)
    app.register_error_handler(HTTPException, _http_error)


def _bad_parameters(error: BadParametersError) -> Response:
    detail = " ".join(_sentence(fault) for fault in error.faults)
    return error_response(400, detail, error.faults)


def _sentence(fault: Fault) -> str:
    return f"{fault.parameter}: {fault.detail}" if fault.parameter else fault.detail


def _invalid_query(error: InvalidQueryError) -> Response:
    return _bad_parameters(BadParametersError([Fault(error.parameter, translated(error.detail))]))


def _unavailable(error: SearchUnavailableError) -> Response:
    # Damage that a library reports may be a mistake of ours; what the system or we ourselves refuse is no riddle.
    is_riddle = isinstance(error, IndexDamagedError) and not isinstance(error.__cause__, OSError | TripsError)
    return unavailable_response(str(error), error.__cause__ if is_riddle else None, type(error))


def unavailable_response(
    why: str, cause: BaseException | None = None, kind: type[SearchUnavailableError] = SearchUnavailableError
) -> Response:
    """503 with the sentence that says what is wrong with the index; where on this machine is for the log alone."""
    _log.warning("search unavailable", extra={"why": why}, exc_info=cause)
    response = error_response(503, _without_folder(why) if is_korean() else gettext(_KINDS[kind]))
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _without_folder(sentence: str) -> str:
    """`sentence` with the paths in it relative to the folder that the program keeps its data in."""
    folder: Path | None = current_app.config[DATA_FOLDER]
    for known in (folder.resolve(), folder) if folder else ():
        sentence = re.sub(rf"(?<![\w./-]){re.escape(str(known))}(?:/|\b)", "", sentence)
    return sentence


def _http_error(error: HTTPException) -> Response:
    """Werkzeug's own sentences are English: ours take their place, unless the error was raised with one of ours."""
    status = error.code or 500
    own = error.description if error.description != type(error).description else None
    ours = gettext(_SENTENCES[status], **_LIMITS) if status in _SENTENCES else HTTPStatus(status).phrase
    response = error_response(status, own or ours)
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value
    return response


def error_response(status: int, detail: str, faults: Sequence[Fault] = ()) -> Response:
    """The answer to a failed request, in the form its address asks for."""
    title = gettext(_TITLES[status]) if status in _TITLES else HTTPStatus(status).phrase
    if is_for_programs(request.path):
        return _problem(status, title, detail, faults)
    asked = request.args.get("q", "")[:MAX_QUERY_LENGTH]
    shown = render_template("error.html", title=title, detail=detail, faults=shown_faults(faults), q=asked)
    return Response(shown, status)


def _problem(status: int, title: str, detail: str, faults: Sequence[Fault]) -> Response:
    """RFC 9457; `about:blank`: the status says it all, and `errors` what to correct."""
    errors = tuple(ProblemError(parameter=fault.parameter, detail=fault.detail) for fault in faults)
    body = Problem(type="about:blank", title=title, status=status, detail=detail, errors=errors)
    return Response(msgspec.json.encode(body), status, mimetype="application/problem+json")
