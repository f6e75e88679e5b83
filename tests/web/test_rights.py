"""Every endpoint has a right, and nothing else has."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from archive.model import Role
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from archive.web.rights import HOLDERS, RULES, Right, may
from tests.fakes.storing import AT
from tests.web.tending import let_in


@pytest.fixture(scope="session")
def whole(town: Archive) -> Flask:
    """The application with all its rooms."""
    return create_app(town, door=Door(now=AT))


def test_every_endpoint_has_a_rule_and_every_rule_an_endpoint(whole: Flask) -> None:
    assert {rule.endpoint for rule in whole.url_map.iter_rules()} == set(RULES)


def test_every_right_is_held_by_somebody_and_an_admin_has_all() -> None:
    assert set(HOLDERS) == set(Right)
    assert all(Role.ADMIN in roles for roles in HOLDERS.values())


def test_nobody_may_ask_for_an_endpoint_without_a_rule() -> None:
    assert not any(may(role, "admin.unheard_of") for role in Role)


def test_coming_and_going_stands_in_the_audit_log(archive: Archive, door: Door, stranger: FlaskClient) -> None:
    let_in(stranger, door)
    page = stranger.get("/admin/").get_data(as_text=True)
    token = page.split('name="formular" value="')[1].split('"')[0]
    assert stranger.post("/admin/ut", data={"formular": token}).status_code == 303
    acts = [(each.deed, each.who, each.address) for each in archive.store.audit.all()]
    assert acts == [("session.end", "Åsa Öberg", "127.0.0.1"), ("session.begin", "Åsa Öberg", "127.0.0.1")]
