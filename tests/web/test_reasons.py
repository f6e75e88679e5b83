"""Why something was dropped, in Swedish: every reason that the crawler gives, and what it never gave as it stands."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from archive.web.reasons import COUNTED, PLAIN, reason_text
from crawler.reading import furniture, phrases
from crawler.site_model import JUDGED

RULES = {
    *furniture._TAG_REASONS.values(),
    *furniture._ROLE_REASONS.values(),
    *(reason for reason, _ in furniture._TOKENS),
    *furniture.SOFT,
    furniture.SIDE,
    furniture.BEFORE,
    furniture.LINKS,
    JUDGED,
}


def test_every_reason_of_the_rules_about_places_is_said_in_swedish() -> None:
    assert set(PLAIN) >= RULES


def test_every_reason_of_the_rules_about_phrases_is_said_in_swedish() -> None:
    tree = ast.parse(Path(phrases.__file__).read_text("utf-8"))
    pairs = [node.elts for node in ast.walk(tree) if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    reasons = {one.value for one, two in pairs if isinstance(one, ast.Constant) and isinstance(two, ast.Tuple)}
    assert len(reasons) > 5
    assert set(PLAIN) >= reasons


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("seen on 212 of 240 pages", "finns på 212 av 240 sidor"),
        ("under a heading seen on 3 of 4 pages", "under en rubrik som finns på 3 av 4 sidor"),
        (f"under a heading {JUDGED}", "under en rubrik som är inte innehåll enligt en rättelse"),
        ("under the heading “Läs {0} mer”", "under rubriken ”Läs {0} mer”"),
        ("running header on 3 of 4 pages", "löpande sidhuvud på 3 av 4 sidor"),
        ("running footer on 3 of 4 pages", "löpande sidfot på 3 av 4 sidor"),
        ("page 3 holds no text", "sida 3 har ingen text"),
        ("only the first 5 characters were read", "bara de första 5 tecknen är lästa"),
        ("only the first 5 of 9 pages were read", "bara de första 5 av 9 sidorna är lästa"),
        (
            "facts were looked for in the first 200,000 characters only",
            "uppgifter söktes bara i de första 200\u00a0000 tecknen",
        ),
        ("side column", "sidokolumn"),
        ("something new", "something new"),
        ("", ""),
    ],
)
def test_a_reason_keeps_its_figures_and_an_unknown_one_its_words(reason: str, said: str) -> None:
    assert reason_text(reason) == said


def test_no_reason_is_translated_twice() -> None:
    assert not [reason for reason in PLAIN for pattern, _ in COUNTED if pattern.fullmatch(reason)]
