"""What a request to /admin works with: the door, and the session that came through it."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from flask import Response, current_app, g, request

from archive.model import AuditEntry
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


def record_act(deed: str, about: str = "", detail: str = "", *, who: str = "") -> None:
    """Put an act in the audit log: who, when, from where. Call it in the transaction of what was done."""
    named, address = who or session().name, request.remote_addr or ""
    entry = AuditEntry(at=moment(), who=named, deed=deed, about=about, detail=detail, address=address)
    this_archive().store.audit.tell(entry)
