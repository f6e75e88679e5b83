"""Those who log in, by role."""

from __future__ import annotations

import re
from functools import lru_cache

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive import passwords
from archive.model import Account, Role
from archive.parts import Archive
from tests.fakes.storing import AT

PASSWORD = "korrekt häst batteri"
NAMES = {
    Role.ADMIN: ("asa", "Åsa Öberg"),
    Role.OFFICER: ("hugo", "Hugo Alm"),
    Role.AUDITOR: ("rut", "Rut Ek"),
    Role.READER: ("lars", "Lars Dal"),
}


@lru_cache(maxsize=1)
def kept() -> str:
    """The password as it is kept; made once, for it is meant to be slow."""
    return passwords.hashed(PASSWORD)


def settle(archive: Archive) -> None:
    """An account for each role, all with the same password."""
    for role, (name, shown) in NAMES.items():
        archive.store.people.save(Account(name=name, shown=shown, role=role, made_at=AT, password=kept()))


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """What the log-in form answers."""
    return client.post("/admin/in", data={"konto": name, "losenord": password} | more)


def logged_in(app: Flask, role: Role) -> FlaskClient:
    """A client of somebody with that role."""
    client = app.test_client()
    assert log_in(client, NAMES[role][0]).status_code == 303
    return client


def token_of(client: FlaskClient, url: str = "/admin/mitt") -> str:
    """The hidden token of the forms on a page."""
    return re.findall(r'name="formular" value="([^"]+)"', client.get(url).get_data(as_text=True))[0]


def send(client: FlaskClient, url: str, **said: str) -> TestResponse:
    """Send a form with its token."""
    return client.post(url, data={"formular": token_of(client)} | said)
