"""The whole application over a town, every address of its URL map, and a watch on what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.routing import IntegerConverter, Rule

from archive.model.moments import stamp_text
from archive.parts import Archive
from archive.web import create_app
from archive.web.admin.door import Door
from tests.web.tending import let_in
from tests.web.town import DAY, NOW, SITE, make_town, meeting

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
VALUES: dict[str, object] = {
    "id": meeting().page,
    "stamp": stamp_text(DAY),
    "old": stamp_text(DAY),
    "new": stamp_text(DAY),
    "name": "Socialnämnden",
    "url": f"{SITE}/",
    "filename": "kommunarkiv.css",
}
"""What stands in addresses, by the name of its place; numbers are 1, all else is "x"."""


@contextmanager
def whole_town() -> Iterator[tuple[Archive, Flask]]:
    """The town and its application with all rooms open."""
    town = make_town()
    try:
        yield town, create_app(town, door=Door(now=NOW))
    finally:
        town.close()


def insider(app: Flask) -> FlaskClient:
    """Somebody who has come in by a link, each with a session of their own."""
    door = app.extensions["kommunarkiv-door"]
    fresh = Door(now=NOW)
    door.key, door._ends = fresh.key, fresh._ends
    door._wrong.clear()
    return let_in(app.test_client(), door)


def rules(app: Flask, *, unsafe: bool = False) -> list[Rule]:
    """The rules of the URL map that take a form, or those that only answer."""
    found = [rule for rule in app.url_map.iter_rules() if bool(set(rule.methods or ()) - SAFE) is unsafe]
    return sorted(found, key=str)


def url_of(app: Flask, rule: Rule) -> str:
    """An address of the rule."""
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, _values(rule), method=min(rule.methods or ()))


def _values(rule: Rule) -> dict[str, Any]:
    numbers = {name for name, kind in rule._converters.items() if isinstance(kind, IntegerConverter)}
    return {name: 1 if name in numbers else VALUES.get(name, "x") for name in rule.arguments}


@contextmanager
def writes() -> Iterator[list[str]]:
    """What is written to any database meanwhile."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *more: Any) -> None:
        if statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)
