"""The five real pages the project began with, imported and asked. Their texts stand beside the project, not in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.cli import main

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
APRIL, MERGER, CORONA, MARCH, MINUTES = "000_", "001_", "002_", "003_", "004_"

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages are not beside this checkout")

Answer = dict[str, Any]
Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that holds the seeds."""
    home = tmp_path_factory.mktemp("seeds") / "home"
    run("init", "--home", str(home))
    run("import", str(SEEDS), "--home", str(home))
    return home


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def ask(home: Path) -> Ask:
    """Search as the command line does."""

    def search(text: str, *filters: str, size: int = 10) -> Answer:
        chosen = [part for each in filters for part in ("--filter", each)]
        answer: Answer = json.loads(run("search", text, "--json", "--size", str(size), *chosen, "--home", str(home)))
        return answer

    return search


def found(answer: Answer) -> list[str]:
    """Which seeds were found, by the first four characters of their file names, best first."""
    return [hit["url"].rpartition("/")[2][:4] for hit in answer["hits"]]


def test_the_end_of_the_joint_board_is_found_first_on_the_page_of_10_april(ask: Ask) -> None:
    assert found(ask("upphandlingsnämnd upphör"))[0] == APRIL


def test_the_phrase_budget_i_balans_finds_both_pages_that_say_it(ask: Ask) -> None:
    assert {APRIL, MINUTES} <= set(found(ask('"budget i balans"')))


def test_the_management_group_in_2024_is_two_pages(ask: Ask) -> None:
    assert sorted(found(ask("förvaltningsledningen", "ar=2024"))) == [APRIL, MARCH]


def test_torvalla_is_one_page(ask: Ask) -> None:
    assert found(ask("Torvalla")) == [CORONA]


def test_pages_of_2024_belong_to_the_merged_administration(ask: Ask) -> None:
    chosen = ask("", "forvaltning=Social- och äldreförvaltningen", "ar=2024")
    assert sorted(found(chosen)) == [APRIL, MARCH]


def test_the_merger_page_belongs_to_both_old_administrations(ask: Ask) -> None:
    for name in ("Socialförvaltningen", "Äldreförvaltningen"):
        assert MERGER in found(ask("", f"forvaltning={name}"))


def test_the_merger_page_is_of_2019_whatever_its_stamp_says(ask: Ask) -> None:
    assert found(ask("", "ar=2019")) == [MERGER]
    assert MERGER not in found(ask("", "ar=2020"))


def test_no_hit_and_no_snippet_holds_the_old_browser_banner(ask: Ask) -> None:
    assert ask("webbläsare")["total"] == 0
    assert ask('"gammal webbläsare"')["total"] == 0
    shown = ask("kommun", size=50)["hits"]
    assert shown
    assert not [hit for hit in shown if "webbläsare" in hit["snippet"] + hit["title"]]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("direktupphandling", MINUTES),
        ("anmälningsärenden delegationsordning", MINUTES),
        ("upphandlingschef", APRIL),
        ("energilagring kostnader", CORONA),
        ("fyrfältaren", CORONA),
        ("kommundirektör gemensam förvaltning", MERGER),
        ("hemtjänst underskott", MARCH),
        ("chefsforum 2025", MARCH),
        ("kulturkalendern bilaga", CORONA),
        ("genomlysning förvaltningsorganisation 2015", MERGER),
    ],
)
def test_what_staff_would_type_finds_its_page_first(ask: Ask, text: str, page: str) -> None:
    assert found(ask(text))[:1] == [page]


def test_a_part_of_a_compound_finds_the_whole(ask: Ask) -> None:
    assert {APRIL, MINUTES} <= set(found(ask("upphandling")))
    assert CORONA in found(ask("energiprojekt"))


def test_sums_are_found_by_size(ask: Ask) -> None:
    assert found(ask("belopp:>20000000")) == [MARCH]


def test_the_year_facet_counts_as_if_its_own_filter_were_off(ask: Ask) -> None:
    every = ask("")["facets"]["ar"]
    assert every == ask("", "ar=2019")["facets"]["ar"]
    assert every == {"2024": 2, "2020": 1, "2019": 1, "2018": 1}


def test_the_decision_of_10_april_is_in_the_ledger_with_its_sentence(home: Path) -> None:
    rows = [json.loads(line) for line in run("decisions", "--home", str(home)).splitlines()]
    assert any("fördjupad uppföljning" in row["evidence"] and row["kind"] == "management" for row in rows)


def test_importing_again_changes_nothing(home: Path) -> None:
    said = json.loads(run("import", str(SEEDS), "--json", "--home", str(home)))
    assert (said["new"], said["changed"], said["unchanged"]) == (0, 0, 5)
