"""A site that is rebuilt: pages that no longer fit its model, and a model of both looks."""

from __future__ import annotations

import pytest

from crawler.site_model import SiteModel
from crawler.template import fit, fits, usual_fit

FRUIT = (
    "päron",
    "plommon",
    "körsbär",
    "hallon",
    "krusbär",
    "vinbär",
    "smultron",
    "hjortron",
    "lingon",
    "blåbär",
    "nypon",
    "slånbär",
)


def page(number: int, look: str) -> tuple[str, bytes]:
    body = f"{FRUIT[number % 12]} {FRUIT[number * 5 % 12]} nummer {number} såldes på torget under dag {number}."
    words = "".join(f"<div class='{look}{at}'>Fast text {at} i {look}</div>" for at in range(4))
    html = f"<html lang='sv'><body>{words}<div class='{look}'><h1>Sida {number}</h1><p>{body}</p></div></body></html>"
    return f"https://m.example/{number}", html.encode()


def model_of(*pages: tuple[str, bytes], earlier: SiteModel | None = None) -> SiteModel:
    found = fit(pages, earlier=earlier)
    assert found is not None
    return found


OLD = tuple(page(number, "gammal") for number in range(100))
NEW = tuple(page(number, "ny") for number in range(200, 206))


def test_a_page_of_the_site_fits_and_one_of_another_look_does_not() -> None:
    model = model_of(*OLD)
    assert fits(model, OLD[3][1]) == pytest.approx(1.0)
    assert fits(model, NEW[0][1]) == 0.0
    assert usual_fit(model) == pytest.approx(1.0)


def test_a_model_of_nothing_fits_nothing() -> None:
    assert fits(SiteModel(pages=3, content=("a",)), OLD[0][1]) == 0.0
    assert usual_fit(SiteModel(pages=0)) == 0.0


def test_a_few_rebuilt_pages_are_compared_among_themselves() -> None:
    """Six of 106 pages are too few to count beside the others, but not alone."""
    whole = model_of(*OLD, *NEW)
    assert fits(whole, NEW[0][1]) == 0.0
    again = model_of(*OLD, *NEW, earlier=whole)
    assert {"Fast text 0 i gammal", "Fast text 0 i ny"} <= {each.text for each in again.repeated}


def test_both_looks_stay_known_when_the_site_is_learnt_once_more() -> None:
    both = model_of(*OLD, *NEW, earlier=model_of(*OLD))
    again = model_of(*OLD, *NEW, earlier=both)
    assert {each.text for each in again.repeated} == {each.text for each in both.repeated}


def test_fewer_than_five_strange_pages_teach_nothing() -> None:
    again = model_of(*OLD, *NEW[:4], earlier=model_of(*OLD))
    assert not any(each.text.endswith("i ny") for each in again.repeated)
