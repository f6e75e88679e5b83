"""The audit log as auditors read it: who did what, chosen by person, act and days; whole, or where it is not."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.model import AuditEntry, Role
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.views.admin.audit import DEEDS, SIZE
from tests.fakes.archives import BANNER
from tests.fakes.storing import AT
from tests.project.tree import files
from tests.web.people import logged_in, send, settle
from tests.web.reading import words
from tests.web.tending import MONEY, MONEY_ID, act, let_in, seen, tree_of

LOG = "/admin/logg"
BETWEEN = (AT - timedelta(days=10)).date()
ENTRY = AuditEntry(at=AT - timedelta(days=30), who="Bo Ek", deed="source.add", about="nyheter", detail="2 adresser")


@pytest.fixture
def app(archive: Archive, door: Door) -> Flask:
    settle(archive)
    archive.store.audit.tell(ENTRY)
    return create_app(archive, door=door)


@pytest.fixture
def auditor(app: Flask) -> FlaskClient:
    return logged_in(app, Role.AUDITOR)


def rows(client: FlaskClient, url: str = LOG) -> list[str]:
    return [words(each) for each in seen(client, url).iter("li") if "nr " in words(each)]


def test_each_act_says_who_what_when_and_from_where(auditor: FlaskClient) -> None:
    newest, first = rows(auditor)
    assert all(said in newest for said in ("Loggade in", "rut", "Rut Ek", "från 127.0.0.1", "nr 2"))
    assert all(said in first for said in ("Lade till källa", "nyheter", "2 adresser", "Bo Ek"))


CHOSEN = {
    "?vem=Bo": 1,
    "?vem=bo+ek+": 1,
    "?vem=%25": 0,
    "?vad=session.begin": 1,
    "?vad=okänd": 0,
    f"?till={BETWEEN}": 1,
    f"?fran={BETWEEN}": 1,
    f"?fran={BETWEEN}&vem=Bo": 0,
}


@pytest.mark.parametrize("question", CHOSEN)
def test_the_log_is_chosen_by_person_act_and_days(auditor: FlaskClient, question: str) -> None:
    assert len(rows(auditor, LOG + question)) == CHOSEN[question]


WRONG = {
    "?fran=igår": "Dagen går inte att läsa",
    "?till=0001-01-01": "Dagen går inte att läsa",
    "?fran=9999-12-31": "Dagen går inte att läsa",
    "?fran=2024-05-02&till=2024-05-01": "efter den sista",
}


@pytest.mark.parametrize("question", WRONG)
def test_a_day_that_cannot_be_read_is_said_at_its_field(auditor: FlaskClient, question: str) -> None:
    assert WRONG[question] in words(seen(auditor, LOG + question))
    assert rows(auditor, LOG + question) == []


@pytest.mark.parametrize("more", ["?fore=x", "?fore=99999999999999999999", "?vem=\x00", "?fore=0"])
def test_odd_questions_are_harmless(auditor: FlaskClient, more: str) -> None:
    assert auditor.get(LOG + more).status_code == 200


def test_a_long_log_is_read_page_by_page(archive: Archive, auditor: FlaskClient) -> None:
    with archive.store.transaction():
        for _ in range(SIZE + 5):
            archive.store.audit.tell(ENTRY)
    first = rows(auditor)
    older = next(each.get("href") for each in seen(auditor, LOG).iter("a") if words(each) == "Äldre")
    second = rows(auditor, str(older))
    assert (len(first), len(second)) == (SIZE, 7)
    assert not set(first) & set(second)


def test_the_chain_is_checked_when_asked(auditor: FlaskClient) -> None:
    assert "Kedjan" not in words(seen(auditor, LOG)).replace("Kontrollera hela kedjan", "")
    assert "Kedjan är hel" in words(seen(auditor, f"{LOG}?kontrollera=ja"))


@pytest.mark.parametrize(
    ("deed", "kept", "shown"),
    [
        (
            "source.change",
            "delay: 0.0 → 0.3; exclude: /kalender → -; enabled: True → False",
            "sekunder mellan två frågor: 0.0 → 0.3; inte sökvägar: /kalender → inget; hämtas: ja → nej",
        ),
        ("source.add", "2 adresser", "2 adresser"),
        ("tip.approve", "source: town; now: True", "källa: town; hämtas nu: ja"),
        ("account.role", "läsare -> admin", "läsare → admin"),
        ("handout.make", "1 sidor, till Eva", "1 sida, till Eva"),
        ("handout.make", "11 sidor", "11 sidor"),
        ("weeding.request", "KS 1; 1 captures", "KS 1; 1 hämtning"),
        ("weeding.request", "KS 1; 2 captures", "KS 1; 2 hämtningar"),
        ("weeding.confirm", f"KS 1; plan sha256 {'a' * 64}", f"KS 1; förteckningens SHA-256 {'a' * 64}"),
        ("weeding.done", f"proof sha256 {'b' * 64}", f"bevisets SHA-256 {'b' * 64}"),
    ],
)
def test_details_are_said_in_swedish_and_kept_as_they_were(
    archive: Archive, auditor: FlaskClient, deed: str, kept: str, shown: str
) -> None:
    archive.store.audit.tell(replace(ENTRY, deed=deed, detail=kept))
    assert shown in words(seen(auditor, LOG))
    assert kept in auditor.get(f"{LOG}.jsonl").get_data(as_text=True)


def test_a_personal_number_and_markup_in_an_act_do_no_harm(archive: Archive, auditor: FlaskClient) -> None:
    archive.store.audit.tell(replace(ENTRY, detail="<b>x</b> 19640823-3234", about='"><script>'))
    html = auditor.get(LOG).get_data(as_text=True)
    assert "3234" not in html
    assert "<script>" not in html
    assert "<b>x" not in html


def test_the_log_is_taken_out_as_csv_and_that_is_an_act(archive: Archive, auditor: FlaskClient) -> None:
    archive.store.audit.tell(replace(ENTRY, detail="=1+1"))
    text = auditor.get(f"{LOG}.csv?vem=Bo").get_data(as_text=True).removeprefix("\ufeff")
    table = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [each["uppgifter"] for each in table] == ["'=1+1", "2 adresser"]
    assert next(archive.store.audit.all()).deed == "log.export"


def test_the_log_is_taken_out_as_json_lines(archive: Archive, auditor: FlaskClient) -> None:
    lines = [json.loads(line) for line in auditor.get(f"{LOG}.jsonl").get_data(as_text=True).splitlines()]
    assert [each["deed"] for each in lines] == ["log.export", "session.begin", "source.add"]
    assert lines[-1]["digest"] == next(archive.store.audit.all(before=2)).digest


def test_corrections_their_undoing_and_handouts_stand_in_the_log(archive: Archive, app: Flask, door: Door) -> None:
    admin = let_in(app.test_client(), door, "Vera Alm")
    act(admin, MONEY, "Det här är inte innehåll", BANNER)
    act(admin, "/admin/rattelser", "Ångra", BANNER)
    made = send(admin, "/admin/utlamnande", adresser=f"/sida/{MONEY_ID}", till="Eva", referens="KS 2024/1")
    assert made.status_code == 303
    with admin.get(f"{made.headers['Location']}.zip") as file:
        assert file.get_data()
    deeds = [(each.deed, each.who, each.address) for each in archive.store.audit.all() if each.who == "Vera Alm"]
    told = ["handout.download", "handout.make", "correction.undo", "correction.furniture", "session.begin"]
    assert deeds == [(deed, "Vera Alm", "127.0.0.1") for deed in told]
    assert tree_of(admin.get(f"{LOG}?vad=handout.make"))
    assert "1 sidor, till Eva, KS 2024/1" in next(archive.store.audit.all(deed="handout.make")).detail


def test_every_deed_that_the_program_records_has_a_name_in_swedish() -> None:
    kinds = "account|alert|correction|crawl|failures|handout|log|session|source|tip|weeding"
    texts = [path.read_text("utf-8") for path in files(".py", under="archive/")]
    told = {deed for text in texts for deed in re.findall(rf'"((?:{kinds})\.[a-z_-]+)"', text)}
    assert told - set(DEEDS) == set()
