"""Queries → bodies of Elasticsearch, exactly; no node is asked."""

import datetime as dt
from typing import Any

from mappings.fields import TEXT_BIGRAMS, TEXT_TERMS, TITLE_TERMS
from search.engines.elastic.compile import matching, search_body
from search.generation import Facets, Selection, Slice
from search.plan.tree import AllOf, AnyOf, Row, Score, Term
from search.query import FacetName, Filters, Sort

CARBON = Term(TEXT_TERMS, "탄소")
NEUTRAL = Row(TEXT_BIGRAMS, ("중립", "립을"))
SCORING = (Score(CARBON, 1.0), Score(Term(TITLE_TERMS, "탄소"), 0.5), Score(Term(TEXT_BIGRAMS, "탄소"), 0.5))
BEST = Slice(order=Sort.RELEVANCE, size=20, scoring=SCORING)
UNFILTERED, NOTHING_COUNTED = Filters(), Facets()
# No limit, as far as Elasticsearch goes.
EVERY_VALUE = 2**31 - 1
JAPAN = {"terms": {"country": ["JP"]}}


def body(asked: Slice = BEST, filters: Filters = UNFILTERED, facets: Facets = NOTHING_COUNTED) -> dict[str, Any]:
    return search_body(Selection(base=CARBON, without=(Term(TEXT_TERMS, "일본"),), filters=filters), asked, facets)


def test_a_word_is_looked_for_where_nori_put_it() -> None:
    assert matching(CARBON) == {"term": {"text": {"value": "탄소"}}}


def test_a_term_at_the_limit_is_looked_for_where_it_was_cut() -> None:
    assert matching(Term(TEXT_TERMS, "a" * 255)) == {"term": {"text_terms": {"value": "a" * 255}}}


def test_terms_in_a_row_are_a_phrase_of_hole_free_terms() -> None:
    assert matching(Row(TEXT_TERMS, ("탄소", "중립"))) == {"match_phrase": {"text_terms": {"query": "탄소 중립"}}}
    assert matching(NEUTRAL) == {"match_phrase": {"text_bigrams": {"query": "중립 립을"}}}


def test_a_tree_is_bools_that_score_nothing() -> None:
    assert matching(AllOf(())) == {"match_all": {}}
    assert matching(AnyOf(())) == {"match_none": {}}
    assert matching(AllOf((CARBON, NEUTRAL))) == {"bool": {"filter": [matching(CARBON), matching(NEUTRAL)]}}
    assert matching(AnyOf((CARBON, NEUTRAL))) == {
        "bool": {"should": [matching(CARBON), matching(NEUTRAL)], "minimum_should_match": 1}
    }


def test_by_relevance_every_term_adds_its_weight_and_ties_go_by_hash_and_id() -> None:
    assert body(Slice(order=Sort.RELEVANCE, size=10, offset=20, scoring=SCORING)) == {
        "query": {
            "bool": {
                "filter": [{"term": {"text": {"value": "탄소"}}}],
                "must_not": [{"term": {"text": {"value": "일본"}}}],
                "should": [
                    {"term": {"text": {"value": "탄소", "boost": 1.0}}},
                    {"term": {"title": {"value": "탄소", "boost": 0.5}}},
                    {"term": {"text_bigrams": {"value": "탄소", "boost": 0.5}}},
                ],
                "minimum_should_match": 0,
            }
        },
        "size": 10,
        "from": 20,
        "sort": [{"_score": "desc"}, {"tie": "asc"}, {"id": "asc"}],
        "track_total_hits": True,
    }


def test_a_sort_by_value_scores_nothing_and_goes_on_behind_a_hit() -> None:
    made = body(Slice(order=Sort.OLDEST, size=20, after=(812_000, "t1")))
    assert made["query"]["bool"]["should"] == []
    assert made["sort"] == [{"oldest": "asc"}, {"id": "asc"}]
    assert made["search_after"] == [812_000, "t1"]
    assert "from" not in made


def test_a_range_has_the_ends_it_was_given() -> None:
    filters = Filters(departs_from=dt.date(2024, 1, 1))
    made = body(filters=filters)
    assert made["query"]["bool"]["filter"][1:] == [{"range": {"departs": {"gte": 738_886}}}]


def test_a_counted_facet_ignores_its_own_filter_and_obeys_the_others() -> None:
    filters = Filters(country=("JP",), organisation=("서울특별시",), year=("2024",))
    made = body(filters=filters, facets=Facets((FacetName.COUNTRY, FacetName.YEAR), 5))
    city, year = {"terms": {"organisation": ["서울특별시"]}}, {"terms": {"year": ["2024"]}}
    assert made["query"]["bool"]["filter"][1:] == [city]
    assert made["post_filter"] == {"bool": {"filter": [JAPAN, year], "must_not": []}}
    assert made["aggs"]["country"] == {
        "filter": {"bool": {"filter": [year]}},
        "aggs": {
            "values": {
                "terms": {
                    "field": "country",
                    "size": 5,
                    "shard_size": EVERY_VALUE,
                    "order": [{"_count": "desc"}, {"_key": "asc"}],
                }
            },
            "selected": {"terms": {"field": "country", "include": ["JP"], "size": 1}},
        },
    }
    assert made["aggs"]["year"]["filter"] == {"bool": {"filter": [JAPAN]}}


def test_hits_already_shown_are_left_out_of_the_hits_and_not_of_the_counts() -> None:
    made = body(Slice(order=Sort.RELEVANCE, size=20, beyond=NEUTRAL), facets=Facets((FacetName.YEAR,), 10))
    assert made["post_filter"] == {"bool": {"filter": [], "must_not": [matching(NEUTRAL)]}}
    assert made["aggs"]["year"]["filter"] == {"bool": {"filter": []}}
