"""The application: every route over the engine it is given."""

from pathlib import Path
from typing import Final

from flask import Flask

from search.engine import TripSearch
from webapp.admission import Admission, register_admission
from webapp.api.docs import make_openapi, register_docs
from webapp.api.exports import export_admission, exports_blueprint
from webapp.api.routes import api_blueprint, health_blueprint
from webapp.api.statistics import statistics_blueprint
from webapp.compression import register_compression
from webapp.errors import register_errors
from webapp.kept import MOST_BYTES, keep_answers
from webapp.naming import name_requests
from webapp.refusals import register_refusals
from webapp.revalidation import register_revalidation
from webapp.security import register_security
from webapp.site.feed import feed_blueprint
from webapp.site.pages import pages_blueprint
from webapp.text import printable

_YEAR_SECONDS: Final = 31_536_000


def create_app(
    engine: TripSearch,
    folder: Path | None = None,
    admission: Admission | None = None,
    kept_bytes: int = MOST_BYTES,
) -> Flask:
    """The site and the API over `engine`, which stays its caller's to close.

    `folder` is where its data lie; `admission` says how many may search at once; `kept_bytes` of answers are kept.
    """
    app = make_openapi()
    # Addresses of static files carry the program's digest (pages.asset): a new program has new addresses.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Whatever a record or a request holds: a page has no control characters.
    app.jinja_env.finalize = lambda value: printable(value) if type(value) is str else value
    register_errors(app, folder)
    register_refusals(app)
    register_admission(app, admission or Admission())
    register_security(app)
    # What becomes of an answer runs from the last to the first of these.
    register_compression(app)
    register_revalidation(app)
    app.register_api(api_blueprint(engine))
    app.register_api(statistics_blueprint(engine))
    app.register_api(exports_blueprint(engine, export_admission()))
    app.register_api(health_blueprint(engine))
    app.register_blueprint(pages_blueprint(engine))
    app.register_blueprint(feed_blueprint(engine))
    register_docs(app)
    # Before everything else, so that a request is known by what was sent.
    keep_answers(app, engine, kept_bytes)
    name_requests(app)
    return app
