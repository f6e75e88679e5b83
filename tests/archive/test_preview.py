"""What would be read from files, in the outer form: nothing is stored."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from archive import preview
from archive.imports import files
from archive.model import (
    AmountFact,
    CaseFact,
    Cut,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Procurement,
    TopicFact,
    UnitFact,
    UnitKind,
    YearFact,
)
from tests.fakes.archives import BANNER, NEWS, html
from tests.fakes.storing import evidence, memento

KEYS = frozenset(
    {"path", "url", "title", "text", "dates", "year", "units", "forvaltning", "topics"}
    | {"decisions", "amounts", "procurements", "case_numbers", "dropped"}
)


def lines(folder: Path, **more: Any) -> dict[str, Any]:
    """The lines of the files in a folder by their names, or the reasons why there is none."""
    said: dict[str, Any] = {"base_url": "https://a.example/", "register": "mellankoping"} | more
    return {Path(path).name: line for path, line in preview.lines(files((folder,)), **said)}


def test_a_line_has_every_field_of_the_outer_contract(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(html("Socialnämnden beslutade den 9 april 2024 att avslå.", title="Avslag"))
    line = lines(tmp_path)["a.html"]
    assert set(line) >= KEYS
    assert (line["url"], line["title"]) == ("https://a.example/a.html", "Avslag")
    assert json.loads(json.dumps(line)) == line
    (decision,) = line["decisions"]
    assert set(decision) == {"text", "decided_by", "date", "kind", "evidence"}
    assert (decision["decided_by"], decision["date"], decision["kind"]) == ("Socialnämnden", "2024-04-09", "formal")


def test_files_of_one_folder_are_read_as_one_site_and_others_are_not(tmp_path: Path) -> None:
    (tmp_path / "egen").mkdir()
    for number, story in enumerate(NEWS):
        (tmp_path / f"{number}.html").write_bytes(html(BANNER, story, title=f"Nyhet {number}"))
    (tmp_path / "egen" / "ensam.html").write_bytes(html(BANNER, NEWS[0], title="Ensam"))
    found = lines(tmp_path)
    assert found["0.html"]["text"] == NEWS[0]
    assert BANNER in [cut["text"] for cut in found["0.html"]["dropped"]]
    assert BANNER in found["ensam.html"]["text"]


def test_a_file_that_cannot_be_taken_gives_its_reason(tmp_path: Path) -> None:
    (tmp_path / "tom.pdf").write_bytes(b"")
    (tmp_path / "a.txt").write_text("Hej.", "utf-8")
    found = lines(tmp_path, base_url=None)
    assert found["tom.pdf"] == "the file is empty"
    assert found["a.txt"]["url"] == "import:extract/a.txt"


def test_a_revisit_in_a_warc_gives_no_line(tmp_path: Path) -> None:
    from archive.vault.warc import open_vault
    from tests.fakes.storing import capture, revisit

    vault = open_vault(tmp_path)
    vault.add(capture())
    vault.add(revisit())
    vault.close()
    found = list(preview.lines(files((tmp_path,)), base_url=None, register=None))
    assert len(found) == 1


def test_every_kind_of_fact_has_its_outer_form() -> None:
    said = preview.line(
        "p",
        memento(
            YearFact(value=2024, evidence=evidence()),
            DateFact(
                kind=DateKind.MEETING, value=date(2024, 4, 9), until=date(2024, 4, 10), evidence=evidence("9-10 april")
            ),
            UnitFact(name="Socialförvaltningen", kind=UnitKind.FORVALTNING, owner=True, evidence=evidence()),
            UnitFact(name="Socialförvaltningen", kind=UnitKind.FORVALTNING, owner=True, evidence=evidence()),
            UnitFact(name="Socialnämnden", kind=UnitKind.NAMND, evidence=evidence()),
            TopicFact(name="äldreomsorg", weight=1, evidence=evidence()),
            AmountFact(value=1_100_000.0, unit="SEK", evidence=evidence("1,1 mnkr")),
            AmountFact(value=2.5, upper=3.0, unit="percent", evidence=evidence("2,5-3 %")),
            CaseFact(value="SN 2024/17", folded="SN202417", evidence=evidence()),
            Decision(text="avslå", kind=DecisionKind.PLANNED, evidence=evidence("ska avslå")),
            Procurement(kind="ramavtal", object="tolk", date=date(2024, 5, 1), evidence=evidence("tolk")),
            cuts=(Cut(text="Meny", reason="navigation"),),
            warnings=("odd",),
        ),
    )
    assert said["year"] == 2024
    assert said["units"] == ["Socialförvaltningen", "Socialnämnden"]
    assert said["forvaltning"] == ["Socialförvaltningen"]
    assert said["topics"] == ["äldreomsorg"]
    assert said["amounts"] == [
        {"value": 1_100_000, "upper": None, "unit": "SEK", "evidence": "1,1 mnkr"},
        {"value": 2.5, "upper": 3.0, "unit": "percent", "evidence": "2,5-3 %"},
    ]
    assert said["case_numbers"] == ["SN 2024/17"]
    assert said["decisions"] == [
        {"text": "avslå", "decided_by": None, "date": None, "kind": "planned", "evidence": "ska avslå"}
    ]
    assert said["dropped"] == [{"text": "Meny", "reason": "navigation"}]
    assert said["warnings"] == ["odd"]
    (day,) = said["dates"]  # type: ignore[misc]
    assert (day["value"], day["until"], day["kind"], day["precision"]) == ("2024-04-09", "2024-04-10", "meeting", "day")
    (step,) = said["procurements"]  # type: ignore[misc]
    assert (step["kind"], step["object"], step["date"], step["value_sek"]) == ("ramavtal", "tolk", "2024-05-01", None)


def test_an_unknown_year_is_null() -> None:
    assert preview.line("p", memento())["year"] is None
