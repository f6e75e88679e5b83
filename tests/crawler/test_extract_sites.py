"""Whole sites: six looks, marked content, the generic engine, the seeds."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from crawler.extract import extract
from crawler.model import BlockKind, Extract
from crawler.site_model import SiteModel
from crawler.template import fit
from tests.crawler.looks import LOOKS, Sample, samples
from tests.crawler.reading import LONG, read

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PAGES = Path(__file__).parents[1] / "data" / "extraction" / "pages"


def f1(found: Extract, gold: str) -> float:
    ours, theirs = (Counter(re.findall(r"\w+", text.lower())) for text in (f"{found.title}\n{found.text}", gold))
    return 2 * sum((ours & theirs).values()) / (sum(ours.values()) + sum(theirs.values()))


def site_of(pages: list[Sample]) -> dict[str, SiteModel | None]:
    return {look: fit((one.url, one.body) for one in pages if one.look == look) for look in LOOKS}


@pytest.mark.parametrize("part", ["dev", "test", "fresh"])
def test_known_sites_are_read_to_the_word(part: str) -> None:
    """Six looks, a model each: word F1 at least 0.99, and no teaser, contact or label leaks."""
    pages = samples(part)
    sites = site_of(pages)
    for one in pages:
        found = extract(one.body, url=one.url, media_type="text/html", site=sites[one.look])
        assert f1(found, one.text.words()) >= 0.99, one.url
        leaks = (*one.teasers, one.contact, "Senast uppdaterad", "webbläsare")
        assert [leak for leak in leaks if leak in found.text] == []


def test_dates_of_known_pages_are_lifted() -> None:
    """Each stamp that a look shows becomes a label, and no teaser's does."""
    pages = [one for one in samples("test") if one.text.updated]
    sites = site_of(samples("test"))
    for one in pages:
        found = extract(one.body, url=one.url, media_type="text/html", site=sites[one.look])
        values = [label.value for label in found.labels]
        assert any(one.text.updated[:4] in value for value in values), one.url
        assert not any("2024" in value for value in values), one.url


def test_marked_pages_of_unknown_sites_are_read_as_well() -> None:
    """Without a model, the marks of the four content systems are enough."""
    for one in samples("test"):
        if one.look not in ("tables", "soup"):
            found = extract(one.body, url=one.url, media_type="text/html")
            assert f1(found, one.text.words()) >= 0.95, one.url


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_stored_page_gives_what_stands_beside_it(path: Path) -> None:
    """Input file beside expected file."""
    found = extract(path.read_bytes(), url=f"https://www.mellankoping.example/{path.stem}", media_type="text/html")
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert {
        "title": found.title,
        "blocks": [[block.kind.value, block.text] for block in found.blocks],
        "labels": [[label.words, label.value] for label in found.labels],
        "dropped": {dropped.text: dropped.reason for dropped in found.dropped},
    } == expected


@pytest.mark.parametrize("lang", ["sv", "en", ""])
def test_unmarked_pages_go_through_the_generic_engine(lang: str) -> None:
    """Its choice, our repair; the rest is dropped with a reason."""
    text = "".join(
        f"<p>{LONG} Och det är inte att ta fel på, för nummer {n} är bra och på plats.</p>" for n in range(5)
    )
    found = read(f"<div><h1>Rubrik</h1>{text}<ul><li>punkt ett</li></ul></div><div>© 2020</div>", lang=lang)
    assert found.title == "Rubrik"
    assert "nummer 4" in found.text
    assert "Rubrik" not in found.text
    assert any(dropped.reason for dropped in found.dropped)


def test_generic_kinds() -> None:
    """Headings, lists, quotes and tables of the engine's own tree."""
    body = (
        f"<article><h1>Title</h1><p>{LONG}</p><h2>Part</h2><p>{LONG}</p><ul><li>one thing</li><li>another</li></ul>"
        f"<blockquote>{LONG}</blockquote><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        f"<p>{LONG}</p><p>Publicerad 3 maj 2020</p></article>"
    )
    found = read(body, lang="en")
    kinds = [block.kind for block in found.blocks]
    assert {BlockKind.HEADING, BlockKind.BULLET, BlockKind.QUOTE, BlockKind.TABLE} <= set(kinds)
    assert "A\tB\n1\t2" in found.text
    assert "Publicerad" not in found.text


def test_content_systems_mark_their_content() -> None:
    """ReadSpeaker's pointer by id and by class, portlets, main-body, named areas."""
    side = "<div><p>Vid sidan om.</p></div>"
    for body in (
        f"<a href='//rs?readid=x'>L</a>{side}<div id='x'><h1>R</h1><p>{LONG}</p></div>",
        f"<a href='//rs?readclass=x'>L</a>{side}<div class='x'><h1>R</h1><p>{LONG}</p></div>",
        f"{side}<div><div class='sv-text-portlet'><h1>R</h1></div><p class='sv-text-portlet'>{LONG}</p></div>",
        f"{side}<div><h1>R</h1><div class='main-body'><p>{LONG}</p></div></div>",
        f"<h1>R</h1>{side}<div class='node__content'><div class='field--name-body'><p>{LONG}</p></div></div>",
        f'{side}<article id="article"><h1>R</h1><p>{LONG}</p></article>',
        f"{side}<div id='content'><h1>R</h1><p>{LONG}</p></div>",
        f"{side}<div role='main'><h1>R</h1><p>{LONG}</p></div>",
    ):
        found = read(f"<div>{body}</div>")
        assert (found.title, found.text) == ("R", LONG), body


def test_a_pointer_to_nothing_is_ignored() -> None:
    """The element may be missing or empty."""
    for body in (
        "<a href='//rs?readid=borta'>L</a>",
        "<a href='//rs?readclass='>L</a>",
        "<div class='main-body'></div>",
    ):
        assert LONG in read(f"{body}<main><h1>R</h1><p>{LONG}</p></main>").text


def test_the_seeds_are_read_as_people_read_them() -> None:
    """Banner out, label lifted, the first line of content as title, where the seeds stand beside this checkout."""
    found = [
        extract(path.read_bytes(), url=path.as_uri(), media_type="text/plain") for path in sorted(SEEDS.glob("*.txt"))
    ]
    titles = (
        "Sagt i förvaltningsledningen 10 april",
        "Ny gemensam förvaltning",
        "Information från ledningsgruppen",
        "Sagt i förvaltningsledningen 20 mars",
        "Protokoll",
    )
    stamps = (["12 april 2024"], ["23 juli 2020"], ["16 november 2020"], ["10 april 2024"], [])
    assert tuple(one.title for one in found) == titles[: len(found)]
    assert tuple([label.value for label in one.labels] for one in found) == stamps[: len(found)]
    assert not any("webbläsare" in one.text or "_GoBack" in one.text for one in found)
