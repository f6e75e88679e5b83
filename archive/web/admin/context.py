"""What a request to /admin works with: the door, and the session that came through it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Response, current_app, g, request

from archive import accounts
from archive.accounts import By
from archive.web.admin.door import Door, Session
from archive.web.context import this_archive

KEY = "kommunarkiv-door"
COOKIE = "kommunarkiv-admin"


def the_door() -> Door:
    """The door that the application was given."""
    return cast("Door", current_app.extensions[KEY])


def session() -> Session:
    """Who asks; the guard has let them in."""
    return cast("Session", g.admin)


def moment() -> datetime:
    """The present moment."""
    return this_archive().clock()


def see_other(url: str) -> Response:
    """After an act: go and look (RFC 9110 15.4.4)."""
    return Response(status=303, headers={"Location": url})


def caller() -> str:
    """Where the request comes from."""
    return request.remote_addr or ""


def by(who: str = "") -> By:
    """Who acts, as the audit log names them, and from where."""
    return By(who=who or session().name, address=caller())


def record_act(deed: str, about: str = "", detail: str = "", *, who: str = "") -> None:
    """Put an act in the audit log: who, when, from where. Call it in the transaction of what was done."""
    accounts.tell(this_archive(), by(who), deed, about, detail)
