"""The application: every route over the engine it is given."""

from pathlib import Path
from secrets import token_hex
from typing import Final, NamedTuple

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
from webapp.negotiation import register_language
from webapp.rates import Rates, limit_requests
from webapp.refusals import register_refusals
from webapp.revalidation import register_revalidation
from webapp.security import register_security
from webapp.site.citation import Citations
from webapp.site.feed import feed_blueprint
from webapp.site.figures import figures_blueprint
from webapp.site.found import found_blueprint
from webapp.site.languages import register_templates
from webapp.site.pages import pages_blueprint
from webapp.text import printable

_YEAR_SECONDS: Final = 31_536_000
_SECRET_BYTES: Final = 32


class Operator(NamedTuple):
    """What whoever runs a site says of it: the `folder` of its data, which no answer names, and where to write to.

    `secret` signs what links remember; one that is made anew is of no use to links of before.
    """

    folder: Path | None = None
    contact: str | None = None
    secret: str = token_hex(_SECRET_BYTES)


def create_app(
    engine: TripSearch,
    operator: Operator | None = None,
    admission: Admission | None = None,
    kept_bytes: int = MOST_BYTES,
    rates: Rates | None = None,
) -> Flask:
    """The site and the API over `engine`, which stays its caller's to close.

    `operator` is who runs it; `admission` says how many may search at once; `kept_bytes` of answers are kept;
    `rates` says how often one client may ask, by default as often as anybody wants.
    """
    operator = operator or Operator()
    app = make_openapi()
    # Addresses of static files carry the program's digest (pages.asset): a new program has new addresses.
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR_SECONDS
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Whatever a record or a request holds: a page has no control characters.
    app.jinja_env.finalize = lambda value: printable(value) if type(value) is str else value
    register_errors(app, operator.folder)
    register_language(app)
    register_templates(app)
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
    app.register_blueprint(pages_blueprint(engine, Citations(operator.secret), operator.contact))
    app.register_blueprint(figures_blueprint(engine))
    app.register_blueprint(found_blueprint(engine, operator.contact))
    app.register_blueprint(feed_blueprint(engine))
    register_docs(app)
    # Before everything else, so that a request is known by what was sent.
    fresh = app.wsgi_app
    keep_answers(app, engine, kept_bytes)
    if rates:
        limit_requests(app, rates, fresh)
    name_requests(app)
    return app
