"""The content format: what the marks mean, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from demo.markup import parse_line, parse_worth
from demo.model import BlockKind, Kind, Run
from demo.text import parse_pages
from demo.words import slug, swedish_day

PAGE = """=== /prov/
Ett prov
@ 2018-05-02 | SF ÄF | budget äldre | meeting=2018-04-30
#! a note to ourselves
! Ingressen.
Brödtext med <en länk|/kontakt/> och **fetstil**.
## Mellanrubrik
- punkt
-- Vi provar, säger hon.
^ Bildtext
|Vad|Belopp|
|Stol|{450 tkr=450k}|=direktupphandling; stol; Firman AB; 450k; 2018-01-02; avtal|
+ /dokument/x.pdf Protokoll
"""


def test_a_page_is_read_with_its_head_its_blocks_and_its_links():
    (page,) = parse_pages(PAGE)
    assert (page.path, page.title, page.kind, page.published) == ("/prov/", "Ett prov", Kind.NEWS, date(2018, 5, 2))
    assert page.forvaltning == ("Socialförvaltningen", "Äldreförvaltningen")
    assert page.topics == ("budget och ekonomi", "äldreomsorg")
    assert page.meetings == (date(2018, 4, 30),)
    assert page.links == (("/dokument/x.pdf", "Protokoll"),)
    kinds = [BlockKind.LEAD, BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.BULLET, BlockKind.PARAGRAPH]
    assert [block.kind for block in page.blocks] == [*kinds, BlockKind.CAPTION, BlockKind.TABLE]


def test_an_old_news_page_gets_the_bulk_stamp():
    assert parse_pages(PAGE)[0].stamp == date(2020, 7, 23)


def test_speech_begins_with_a_hyphen():
    assert "- Vi provar, säger hon." in parse_pages(PAGE)[0].body.splitlines()


def test_links_and_strong_words_are_runs():
    assert parse_pages(PAGE)[0].blocks[1].runs[1:4] == (
        Run(text="en länk", href="/kontakt/"),
        Run(text=" och "),
        Run(text="fetstil", strong=True),
    )


def test_a_table_row_can_state_a_procurement_that_does_not_show():
    page = parse_pages(PAGE)[0]
    (step,) = page.gold.procurements
    assert (step.text, step.supplier, step.value_sek, step.date) == (
        "Stol\t450 tkr",
        "Firman AB",
        450_000,
        date(2018, 1, 2),
    )
    assert page.blocks[-1].rows == (("Vad", "Belopp"), ("Stol", "450 tkr"))


def test_a_mark_may_hold_another():
    line = parse_line("[d KS 2024-01-02|Styrelsen köpte. [p avrop; bil; ; 2m|För {2 mnkr=2m}.]] Sedan åt de.")
    assert line.text == "Styrelsen köpte. För 2 mnkr. Sedan åt de."
    assert line.gold.decisions[0].text == "Styrelsen köpte. För 2 mnkr."
    assert line.gold.procurements[0].text == "För 2 mnkr."
    assert line.gold.amounts[0].value == 2_000_000


@pytest.mark.parametrize(
    ("mark", "kind"), [("d KF", "formal"), ("d SÄF -", "management"), ("d KS 2024-01-02 planned", "planned")]
)
def test_who_decides_says_what_kind_of_decision_it_is(mark, kind):
    assert parse_line(f"[{mark}|Så blev det.]").gold.decisions[0].kind == kind


@pytest.mark.parametrize(
    ("text", "value"),
    [("967124", 967_124), ("353m", 353e6), ("1.1m", 1.1e6), ("450k", 450e3), ("2g", 2e9), ("-4120k", -4.12e6)],
)
def test_worth_is_in_kronor(text, value):
    assert parse_worth(text) == value


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[d KS|Aldrig stängd", "left open"),
        ("stängd] för ofta", "closed twice"),
        ("[p ; sak|Utan slag.]", "needs a kind"),
        ("{1 mnkr=mycket}", "could not convert"),
    ],
)
def test_a_broken_mark_is_refused(line, why):
    with pytest.raises(ValueError, match=why):
        parse_line(line)


def test_a_page_that_cannot_be_read_is_named_in_the_error():
    with pytest.raises(ValueError, match="/prov/"):
        parse_pages("=== /prov/\nTitel\n@ 2018-05-02 | XYZ\nText.")


def test_days_and_slugs_are_swedish():
    assert (swedish_day(date(2020, 7, 23)), slug("Ny förvaltning, åter!")) == ("23 juli 2020", "ny-forvaltning-ater")
