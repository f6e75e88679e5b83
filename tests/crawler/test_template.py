"""The site model: learnt from what repeats, explained, undone."""

from __future__ import annotations

import json
import random

import pytest

from crawler.extract import extract
from crawler.site_model import SiteModel
from crawler.template import fit

WORDS = (
    *("bro", "skola", "väg", "park", "nämnd", "budget", "rapport", "avtal"),
    *("enhet", "plan", "möte", "beslut", "hall", "bad", "lek"),
)


def page(number: int, extra: str = "", *, foot: str = "Storgatan 12 i Mellanköping") -> tuple[str, bytes]:
    chosen = random.Random(number).choices(WORDS, k=14)
    body = f"{' '.join(chosen[:7])} nummer {number} är klar. Sedan kommer {' '.join(chosen[7:])} också i år."
    html = (
        f"<html lang='sv'><head><title>Sida {number}</title></head><body><div class='a'>Välkommen till torget</div>"
        f"<div class='b'><h1>Sida {number}</h1><p>{body}</p>{extra}</div><div class='c'>{foot}</div></body></html>"
    )
    return f"https://m.example/{number}", html.encode()


def model_of(*pages: tuple[str, bytes]) -> SiteModel:
    found = fit(pages)
    assert found is not None
    return found


def read(one: tuple[str, bytes], site: SiteModel | None) -> tuple[str, dict[str, str]]:
    found = extract(one[1], url=one[0], media_type="text/html", site=site)
    return found.text, {dropped.text: dropped.reason for dropped in found.dropped}


def test_what_stands_on_half_the_pages_is_dropped_with_the_count_as_reason() -> None:
    """The reason is a sentence an administrator can check."""
    pages = [page(n) for n in range(8)]
    text, dropped = read(pages[0], model_of(*pages))
    assert "Storgatan" not in text
    assert "nummer 0 är klar" in text
    assert dropped["Storgatan 12 i Mellanköping"] == "seen on 8 of 8 pages"


def test_two_pages_teach_nothing() -> None:
    """Three pages at least must agree."""
    assert fit([page(1), page(2)]) is None
    assert fit([]) is None
    assert fit([("https://m.example/", b"")] * 4) is None


def test_near_duplicates_count_once() -> None:
    """A print view and two addresses of one page must not make its text furniture."""
    copies = [(f"https://m.example/1?v={n}", page(1)[1].replace(b"nummer 1", b"nummer 1 ")) for n in range(12)]
    model = model_of(*copies, *(page(n) for n in range(2, 7)))
    assert model.pages == 6
    assert "nummer 1 är klar" in read(page(1), model)[0]


def test_a_sentence_on_three_of_seven_pages_is_content() -> None:
    """Legal text returns without being furniture."""
    legal = "<p>Beslutet kan överklagas inom tre veckor från den dag det anslogs.</p>"
    pages = [page(n, legal if n < 3 else "") for n in range(7)]
    assert "överklagas" in read(pages[0], model_of(*pages))[0]


def test_furniture_of_one_kind_of_page_is_told_by_its_place() -> None:
    """A box on news pages alone, a quarter of the site, is the same wherever its place exists."""
    box = "<div class='box'>Denna ruta finns bara på nyheter</div>"
    pages = [page(n, box if n < 6 else "") for n in range(24)]
    _, dropped = read(pages[0], model_of(*pages))
    assert dropped["Denna ruta finns bara på nyheter"] == "seen on 6 of 6 pages"


def test_a_repeated_heading_over_prose_stays() -> None:
    """ "Beslut" stands on every page of minutes and belongs to each of them."""
    pages = [page(n, f"<h2>Beslut</h2><p>Nämnden godkänner rapport nummer {n} för året.</p>") for n in range(6)]
    assert "Beslut\n" in read(pages[0], model_of(*pages))[0]


def test_a_repeated_heading_takes_its_links_along() -> None:
    """Links under it differ from page to page and are furniture all the same."""
    pages = [
        page(n, f"<div><h2>Vidare läsning</h2><ul><li><a href='/x{n}'>Om {n}</a></li></ul></div>") for n in range(6)
    ]
    text, dropped = read(pages[0], model_of(*pages))
    assert "Om 0" not in text
    assert dropped["Om 0"] == "under a heading seen on 6 of 6 pages"


def test_a_bulk_stamp_is_a_label_not_furniture() -> None:
    """Twelve of twenty-nine pages carried the night of the move."""
    pages = [page(n, "<p>Senast uppdaterad: 23 juli 2020</p>") for n in range(6)]
    found = extract(pages[0][1], url="https://m.example/0", media_type="text/html", site=model_of(*pages))
    assert [label.value for label in found.labels] == ["23 juli 2020"]


def test_the_page_never_loses_its_own_heading() -> None:
    """Even when every page is called the same."""
    pages = [
        (url, body.replace(url[-1:].join(["Sida ", ""]).encode(), b"Aktuellt")) for url, body in map(page, range(6))
    ]
    found = extract(pages[0][1], url="https://m.example/", media_type="text/html", site=model_of(*pages))
    assert found.title == "Aktuellt"


def test_an_administrator_overrules_the_counts_both_ways() -> None:
    """ "This is content" and "this is furniture" are kept, and each undoes the other."""
    pages = [page(n, "<p>Unik rad utan punkt</p>" if n == 0 else "") for n in range(6)]
    model = model_of(*pages).restored("Storgatan 12 i Mellanköping").removed("Unik rad utan punkt")
    text, dropped = read(pages[0], model)
    assert "Storgatan" in text
    assert dropped["Unik rad utan punkt"] == "marked as furniture by an administrator"
    undone = model.removed("Storgatan 12 i Mellanköping").restored("Unik rad utan punkt")
    assert "Storgatan" not in read(pages[0], undone)[0]
    assert "Unik rad" in read(pages[0], undone)[0]


def test_judgements_survive_a_new_fit() -> None:
    """A rebuilt site is fitted again; what a person said still holds."""
    earlier = model_of(*map(page, range(6))).restored("Välkommen till torget")
    later = fit([page(n, foot="Nya gatan 1") for n in range(6)], earlier=earlier)
    assert later is not None
    assert later.is_content("Välkommen till torget")
    assert later.reason("/x", "Välkommen till torget") is None
    assert fit([], earlier=earlier) is not None


def test_plain_texts_have_a_model_too() -> None:
    """Texts saved from a site repeat its banner."""
    bodies = [f"Stadens egen hälsning\n\nRubrik {n}\n\nText nummer {n} som är en mening.".encode() for n in range(5)]
    model = model_of(*((f"file:///{n}.txt", body) for n, body in enumerate(bodies)))
    found = extract(bodies[0], url="file:///0.txt", media_type="text/plain", site=model)
    assert (found.title, found.text) == ("Rubrik 0", "Text nummer 0 som är en mening.")


def test_the_model_is_stored_as_json_and_read_back_equal() -> None:
    """The same pages give the same text, byte for byte."""
    model = model_of(*map(page, range(6))).restored("a").removed("b")
    assert SiteModel.from_json(model.to_json()) == model
    assert model.to_json() == model_of(*map(page, range(6))).restored("a").removed("b").to_json()


@pytest.mark.parametrize("text", ["{}", "[]", "nonsense", '{"version": 1, "pages": 3, "repeated": [[1]]}', "null"])
def test_what_is_no_model_is_refused(text: str) -> None:
    """One clear error."""
    with pytest.raises(ValueError, match=r"."):
        SiteModel.from_json(text)


def test_a_model_of_another_version_says_fit_it_again() -> None:
    """Old models are made anew rather than misread."""
    fields = json.loads(model_of(*map(page, range(6))).to_json()) | {"version": 0}
    with pytest.raises(ValueError, match="fit it again"):
        SiteModel.from_json(json.dumps(fields))


def test_pages_in_another_language_go_through_the_generic_engine_without_what_repeats() -> None:
    """Our rules are for Swedish sites; the model helps everywhere."""
    line = "<p>All rights to this long sentence belong to nobody.</p>"
    pages = [(url, body.replace(b"lang='sv'", b"lang='en'")) for url, body in (page(n, line) for n in range(6))]
    text, _ = read(pages[0], model_of(*pages))
    assert "All rights" not in text
    assert "nummer 0" in text
