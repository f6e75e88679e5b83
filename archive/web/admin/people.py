"""`/admin/konton`: who may log in, and as what."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from archive import accounts, logins
from archive.errors import AccountRefused, NotFound
from archive.model import Account, Role
from archive.web.admin.context import by, moment, see_other, session, the_door
from archive.web.context import address, this_archive
from archive.web.links import clean
from archive.web.views.admin.people import account_url, link_text, make_account, make_people

NAME_LIMIT = 80
MOST_SOURCES = 500
"""Sources that one account can be limited to, at most."""
NO_ROLE = "Välj en roll."
OWN = "Ditt eget konto ändrar någon annan admin."

rooms = Blueprint("people", __name__)


@rooms.get("/konton")
def accounts_page() -> str:
    """Every account, and a form that invites."""
    return _listed(_said(), AccountRefused(""))


def _listed(said: Account, wrong: AccountRefused, link: str = "") -> str:
    people = this_archive().store.people
    view = make_people(people.accounts(), people.invitations(), now=moment(), said=said, link=link)
    return render_template("admin/people.html", view=view, wrong=wrong, notes=the_door().told(session()))


def _said() -> Account:
    name, shown = (clean(request.form.get(field, ""), NAME_LIMIT) for field in ("konto", "namn"))
    return Account(name=name, shown=shown, role=_role() or Role.READER, made_at=moment(), sources=_sources())


def _sources() -> tuple[str, ...]:
    """The lines of the field of sources."""
    said = (clean(line, NAME_LIMIT) for line in request.form.get("kallor", "").splitlines()[:MOST_SOURCES])
    return tuple(filter(None, said))


def _role() -> Role | None:
    said = request.form.get("roll", "")
    return Role(said) if said in {each.value for each in Role} else None


@rooms.post("/konton")
def invite() -> str:
    """Add an account, and show the link that lets its owner choose a password. It is not shown again."""
    said = _said()
    try:
        if _role() is None:
            raise AccountRefused(NO_ROLE, "roll")
        key = accounts.add(this_archive(), said, by())
    except AccountRefused as error:
        return _listed(said, error)
    return _listed(Account(name="", shown="", role=Role.READER, made_at=moment()), AccountRefused(""), _link(key))


def _link(key: str) -> str:
    return f"{address()}{link_text(key)}"


@rooms.get("/konton/<name>")
def account_page(name: str) -> str:
    """One account: what can be changed, and where its owner is logged in."""
    return _shown(name, AccountRefused(""))


def _shown(name: str, wrong: AccountRefused, link: str = "") -> str:
    people = this_archive().store.people
    account = people.account(name)
    if wrong.field == "kallor":
        account = replace(account, sources=_sources())
    open_ones = [each for each in people.logins(name) if logins.is_open(each, now=moment())]
    invited = [each for each in people.invitations() if each.account == name]
    view = make_account(account, invited, open_ones, now=moment(), own=name == session().account, link=link)
    return render_template("admin/account.html", view=view, wrong=wrong, notes=the_door().told(session()))


@rooms.post("/konton/<name>")
def change(name: str) -> str | Response:
    """One act, told by the button that was pressed."""
    try:
        if name == session().account:
            raise AccountRefused(OWN)
        return _changed(name)
    except AccountRefused as error:
        return _shown(name, error)


def _changed(name: str) -> str | Response:
    archive, done = this_archive(), ""
    if "ny-lank" in request.form:
        return _shown(name, AccountRefused(""), _link(accounts.reset(archive, name, by())))
    if "byt-roll" in request.form:
        if (role := _role()) is None:
            raise AccountRefused(NO_ROLE, "roll")
        accounts.change_role(archive, name, role, by())
        done = f"Rollen är {role}."
    elif "byt-kallor" in request.form:
        accounts.limit(archive, name, _sources(), by())
        done = "Kontot gäller källorna nedan." if _sources() else "Kontot gäller alla källor."
    elif "stang-av" in request.form or "slapp-in" in request.form:
        off = "stang-av" in request.form
        accounts.enable(archive, name, by(), off=off)
        done = "Kontot är avstängt." if off else "Kontot är öppet igen."
    elif "logga-ut" in request.form:
        logins.end_all(archive, name, by())
        done = "Alla inloggningar är avslutade."
    else:
        raise NotFound("no act was asked for")
    the_door().tell(session(), done)
    return see_other(account_url(name))
