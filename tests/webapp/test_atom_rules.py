"""The rules that our feeds are held against: a feed that breaks one is found out."""

import re

import pytest

from tests.webapp.atom_rules import faults

ADDRESS = "http://localhost/feed.atom?q=%ED%83%84%EC%86%8C"
ENTRY = """<entry><id>urn:uuid:2</id><title>연수</title><updated>2026-11-24T00:00:00+00:00</updated>
<link rel="alternate" href="http://localhost/trips/1" type="text/html"/>
<published>2020-02-29T00:00:00+09:00</published><author><name>서울특별시</name></author>
<category term="climate-energy" label="기후·에너지"/><summary>요약</summary></entry>"""
FEED = f"""<?xml version='1.0' encoding='utf-8'?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><id>urn:uuid:1</id><title>국외출장 검색</title>
<updated>2026-11-24T00:00:00+00:00</updated>
<link rel="alternate" href="http://localhost/search" type="text/html"/>
<link rel="self" href="{ADDRESS}" type="application/atom+xml"/>
<author><name>국외출장 검색</name></author><rights>공공누리</rights>{ENTRY}</feed>"""


def test_a_sound_feed_breaks_no_rule() -> None:
    assert faults(FEED.encode(), ADDRESS) == []


@pytest.mark.parametrize(
    ("sound", "broken", "told"),
    [
        ("<?xml version='1.0' encoding='utf-8'?>\n", "", "UTF-8"),
        (' xml:lang="ko"', ' version="0.3"', "feed has version"),
        ("<id>urn:uuid:1</id>", "", "0 of id"),
        ("<id>urn:uuid:1</id>", "<id>feed</id>", "no absolute IRI"),
        ("<id>urn:uuid:1</id>", "<id> urn:uuid:1 </id>", "no absolute IRI"),
        ("<title>국외출장 검색</title>", "<title> </title>", "title is no text"),
        ("<title>연수</title>", '<title type="markdown">연수</title>', "title is no text"),
        ("<title>연수</title>", "<title>연수<b/></title>", "title is no text"),
        ("<title>연수</title>", "<title>연수</title><title>둘</title>", "2 of title"),
        ("<summary>요약</summary>", "<summary/>", "summary is no text"),
        ("<summary>요약</summary>", "<description>요약</description>", "description is not known"),
        ("2020-02-29T00:00:00+09:00", "2020-02-30T00:00:00+09:00", "published is"),
        ("2020-02-29T00:00:00+09:00", "2020-02-29T00:00:00", "published is"),
        ("2020-02-29T00:00:00+09:00", "2020-02-29 00:00:00Z", "published is"),
        ('rel="self"', 'rel="related"', "links to itself"),
        (ADDRESS, "http://localhost/feed.atom", "links to itself"),
        (ADDRESS, "/feed.atom", "a link to /feed.atom"),
        ('rel="self"', 'rel="service.feed"', "a link that is service.feed"),
        ('type="application/atom+xml"', 'type="atom"', "a link to atom"),
        ('type="application/atom+xml"', 'type=""', "link has nothing as type"),
        ('rel="alternate" href="http://localhost/trips/1"', 'rel="via" href="http://localhost/trips/1"', "alternate"),
        (ENTRY, ENTRY.replace("<summary>", '<link href="http://localhost/" type="text/html"/><summary>'), "several"),
        ("<name>서울특별시</name>", "", "an author without a name"),
        ('term="climate-energy" ', "", "a category without a term"),
        ("</rights>", f"</rights>{ENTRY}", "the id of several entries"),
        ("</feed>", "<subtitle>뒤</subtitle></feed>", "behind entries"),
        ("</feed>", "남은 글</feed>", "feed has a text"),
    ],
)
def test_a_feed_that_breaks_a_rule_is_told(sound: str, broken: str, told: str) -> None:
    assert sound in FEED
    found = faults(FEED.replace(sound, broken, 1).encode(), ADDRESS)
    assert any(told in fault for fault in found), found


def test_an_entry_is_by_somebody() -> None:
    nobody = re.sub("<author>.*?</author>", "", FEED)
    assert faults(nobody.encode(), ADDRESS) == ["entry 0: nobody wrote it"]
