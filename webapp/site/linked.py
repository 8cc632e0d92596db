"""What a page is about, for search engines: JSON-LD in the words of schema.org."""

from typing import Any

from flask import url_for

from search.addresses import may_be_linked
from search.page import Coverage
from search.trip import Trip
from webapp.language import counted, gettext, language, noted
from webapp.sizes import cut

Linked = dict[str, Any]

_CONTEXT = "https://schema.org"
_NAME = noted("국외출장 검색")
# A page has room for so many countries.
_MOST = 20


def website(coverage: Coverage) -> list[Linked]:
    """The site with its search, and the data that it shows."""
    start = url_for("pages.start", _external=True)
    search = url_for("pages.search", _external=True, lang=None)
    dataset: Linked = {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": gettext("공직자 국외출장 기록"),
        "description": counted(
            "공직자 국외출장 {count:,}건의 방문국, 기관, 기간, 경비, 요약과 핵심 내용.", coverage.index.trips
        ),
        "url": start,
        "inLanguage": "ko",
        "isAccessibleForFree": True,
        "dateModified": coverage.index.built.isoformat(),
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": url_for(f"exports.{ending}", _external=True),
            }
            for ending, kind in (("csv", "text/csv"), ("jsonl", "application/x-ndjson"))
        ],
    }
    if coverage.first and coverage.last:
        dataset["temporalCoverage"] = f"{coverage.first.isoformat()}/{coverage.last.isoformat()}"
    action = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{q}}"},
        "query-input": "required name=q",
    }
    return [
        {
            "@context": _CONTEXT,
            "@type": "WebSite",
            "name": gettext(_NAME),
            "url": start,
            "inLanguage": language(),
            "potentialAction": action,
        },
        dataset,
    ]


def report(trip: Trip) -> Linked:
    """The report of a trip; what its record does not state is not there."""
    source = trip.source.url if trip.source else None
    stated: Linked = {
        "name": cut(trip.title),
        "description": cut(trip.summary) if trip.summary else None,
        "datePublished": trip.published.isoformat() if trip.published else None,
        "author": {"@type": "GovernmentOrganization", "name": cut(trip.organisation)} if trip.organisation else None,
        "about": [{"@type": "Country", "name": cut(place.name)} for place in trip.countries[:_MOST]] or None,
        "keywords": ", ".join(word for theme in trip.themes for word in theme.words) or None,
        "temporalCoverage": trip.departs.isoformat() if trip.departs else None,
        "isBasedOn": source if source and may_be_linked(source) else None,
        "url": url_for("pages.trip", trip_id=trip.id, _external=True),
        "inLanguage": "ko",
    }
    return {
        "@context": _CONTEXT,
        "@type": "Report",
        **{name: value for name, value in stated.items() if value is not None},
    }
