"""`/admin/mitt`: one's own account: the password, and where one is logged in; `/admin/ut`: leave."""

from __future__ import annotations

from flask import Blueprint, Response, g, render_template, request

from archive import accounts, logins
from archive.errors import AccountRefused
from archive.web.admin.context import COOKIE, by, moment, record_act, see_other, session, the_door
from archive.web.admin.entrance import UNLIKE, begun, cookie_path
from archive.web.admin.federated import way_out
from archive.web.context import is_secure, this_archive
from archive.web.views.admin.people import OWN, make_own

CHANGED = "Lösenordet är bytt. Du är utloggad överallt utom här."
ENDED = "Inloggningen är avslutad."
NO_ACCOUNT = "Du kom in genom nödlänken och har inget konto här."

rooms = Blueprint("own", __name__)


@rooms.get("/mitt")
def own() -> str:
    """Who one is, and where one is logged in."""
    return _shown(AccountRefused(""))


def _shown(wrong: AccountRefused) -> str:
    people, found = this_archive().store.people, session()
    account = people.account(found.account) if found.account else None
    open_ones = [each for each in people.logins(found.account) if logins.is_open(each, now=moment())]
    view = make_own(found.name, found.role, account, open_ones, found.id)
    return render_template("admin/own.html", view=view, wrong=wrong, notes=the_door().told(found))


@rooms.post("/mitt")
def password() -> str | Response:
    """Another password, and a session under a new id."""
    found, archive = session(), this_archive()
    if not found.account:
        return _shown(AccountRefused(NO_ACCOUNT))
    new = request.form.get("losenord", "")
    try:
        if new != request.form.get("igen", ""):
            raise AccountRefused(UNLIKE, "igen")
        accounts.change_password(archive, found.account, request.form.get("nuvarande", "")[:800], new, by())
    except AccountRefused as error:
        return _shown(error)
    return begun(archive.store.people.account(found.account), OWN, CHANGED)


@rooms.post("/mitt/avsluta")
def end() -> Response:
    """End one of one's own sessions."""
    found, archive = session(), this_archive()
    login = archive.store.people.login(request.form.get("inloggning", "")[:64])
    if login is not None and login.account == found.account:
        logins.end(archive, login, by())
        the_door().tell(found, ENDED)
    return see_other(OWN)


@rooms.post("/ut")
def leave() -> Response:
    """End the session; those who came from the organisation's log-in are shown the way out there, too."""
    found, archive = session(), this_archive()
    federated = bool(found.account) and bool(archive.store.people.account(found.account).subject)
    login = archive.store.people.login(found.id) if found.account else None
    if login is not None:
        logins.end(archive, login, by())
    else:
        record_act("session.end")
    the_door().leave(found)
    way = way_out() if federated else ""
    g.pop("admin", None)
    response = Response(render_template("admin/left.html", way=way)) if way else see_other(_after())
    response.delete_cookie(COOKIE, path=cookie_path(), httponly=True, samesite="Lax", secure=is_secure())
    return response


def _after() -> str:
    return "/" if this_archive().config.public else "/admin/in"
