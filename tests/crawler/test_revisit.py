"""When a page is worth another look."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model import Capture, Failure, Revisit, Target
from crawler.revisit import LONGEST, due_at, is_good, is_missed
from tests.fakes.crawling import START

PAGE = Capture(url="https://a.se/", at=START, status=200, headers=(), body=b"hej", digest="d")
KNOWN = Target(url=PAGE.url, source="a", digest="old", lastmod=START - timedelta(days=9), checked_at=START)


@pytest.mark.parametrize(("stood", "rests"), [(1, 0.1), (10, 1), (100, 10), (1000, LONGEST.days)])
def test_a_page_rests_a_tenth_of_the_time_it_has_stood(stood: float, rests: float) -> None:
    assert due_at(START - timedelta(days=stood), START) == START + timedelta(days=rests)


def test_what_has_just_changed_or_never_answered_is_always_due() -> None:
    assert due_at(START, START) is None
    assert due_at(None, START) is None
    assert due_at(START, None) is None


def test_a_change_is_missed_when_the_list_named_none_since_the_last_look() -> None:
    assert is_missed(KNOWN, PAGE)
    assert not is_missed(replace(KNOWN, lastmod=START + timedelta(days=1)), PAGE)
    for each in (replace(KNOWN, digest=None), replace(KNOWN, lastmod=None), replace(KNOWN, checked_at=None)):
        assert not is_missed(each, PAGE)
    for visit in (replace(PAGE, status=404), replace(PAGE, absent=True), replace(PAGE, truncated="unspecified")):
        assert not is_missed(KNOWN, visit)


def test_good_answers_are_pages_new_or_unchanged() -> None:
    assert is_good(PAGE)
    assert is_good(Revisit(url=PAGE.url, at=START, status=304, headers=(), digest="d"))
    assert not is_good(replace(PAGE, status=404))
    assert not is_good(replace(PAGE, absent=True))
    assert not is_good(Failure(url=PAGE.url, at=START, cause="dns"))
