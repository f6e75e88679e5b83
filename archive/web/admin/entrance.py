"""`/admin/in`: log in, or come in by a link that opens once; `/admin/in/ny`: choose a password; `/admin/ut`: leave."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, render_template, request

from archive import accounts, logins
from archive.errors import AccountRefused, NotFound
from archive.model import Account, Role
from archive.passwords import LONGEST
from archive.web.admin.context import COOKIE, by, caller, moment, record_act, see_other, the_door
from archive.web.admin.door import SESSION_LIFE
from archive.web.admin.patience import Patience
from archive.web.context import is_secure, this_archive
from archive.web.errors import answered
from archive.web.links import clean
from archive.web.views.admin.people import EntranceView, minutes_text

ROOMS = "/admin/"
NAME_LIMIT = 80
TARGET_LIMIT = 4_000
SPENT = "Länken är fel, för gammal eller redan använd. Starta om kommunarkiv serve --admin, så skrivs en ny ut."
USED = "Länken är fel, för gammal eller redan använd. Be den som sköter arkivet om en ny."
BARRED = "Det har kommit för många fel nycklar härifrån. Vänta fem minuter och försök igen."
NAMELESS = "Skriv vem du är."
WRONG = "Namnet eller lösenordet stämmer inte, eller så är kontot avstängt."
UNLIKE = "De två lösenorden är inte lika. Skriv samma i båda fälten."
OCCUPIED = "Så heter redan ett konto. Skriv ditt eget namn."
RESCUE = frozenset({"admin.entrance.door", "admin.entrance.enter"})

rooms = Blueprint("entrance", __name__)


@rooms.before_request
def patient() -> Response | None:
    """Those who guess the key of the one-time link must wait."""
    has_key = request.endpoint in RESCUE and ("nyckel" in request.args or "nyckel" in request.form)
    return answered(429, text=BARRED) if has_key and the_door().is_barred(caller(), now=moment()) else None


@rooms.get("/in")
def door() -> str | Response:
    """Ask who comes in: by name and password, or through the one-time link, which looking does not use up."""
    if "nyckel" in request.args:
        return _asked(request.args["nyckel"], note="")
    return entrance("", "", target=request.args.get("till", ""))


@rooms.post("/in")
def enter() -> str | Response:
    """Begin a session under a name."""
    return _rescue() if "nyckel" in request.form else _log_in()


def _asked(key: str, *, note: str) -> str | Response:
    if not the_door().opens(key, caller=caller(), now=moment()):
        return answered(403, text=SPENT)
    return render_template("admin/enter.html", key=key, note=note)


def _rescue() -> str | Response:
    key, name = request.form["nyckel"], clean(request.form.get("namn", ""), NAME_LIMIT)
    if not name:
        return _asked(key, note=NAMELESS)
    if any(each.shown.casefold() == name.casefold() for each in this_archive().store.people.accounts()):
        return _asked(key, note=OCCUPIED)
    begun = the_door().enter(key, name, caller=caller(), now=moment())
    if begun is None:
        return answered(403, text=SPENT)
    record_act("session.begin", who=begun.name)
    return entered(see_other(ROOMS), begun.id)


def entrance(name: str, note: str, *, target: str, status: int = 200) -> Response:
    """The form that logs in, and leads to `target` afterwards."""
    archive = this_archive()
    view = EntranceView(
        name=name,
        note=note,
        target=local(target),
        tended=accounts.has_admin(archive),
        public=archive.config.public,
        sso=bool(archive.config.oidc_issuer),
    )
    response = Response(render_template("admin/login.html", view=view), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _log_in() -> Response:
    """Same answer, and as slow, for an unknown name as for a wrong password."""
    name, archive = clean(request.form.get("konto", ""), NAME_LIMIT), this_archive()
    key, target = ("account", name.casefold()), request.form.get("till", "")
    if wait := _patience().take(key, ("address", caller()), now=moment()):
        if wait.is_new:
            record_act("session.barred", _known_name(name), who="okänd")
        note = f"Det har varit för många försök. {minutes_text(wait.length)}"
        response = entrance(name, note, target=target, status=429)
        response.headers["Retry-After"] = str(int(wait.length / timedelta(seconds=1)) + 1)
        return response
    account = logins.known(archive, name, request.form.get("losenord", "")[: LONGEST * 4])
    if account is None:
        return entrance(name, WRONG, target=target, status=403)
    _patience().forgive(key)
    return begun(account, local(target))


def _known_name(name: str) -> str:
    """A name as the log may keep it: somebody may have typed a password there."""
    try:
        return this_archive().store.people.account(name.casefold()).name
    except NotFound:
        return "inget konto"


def begun(account: Account, target: str = "", *notes: str) -> Response:
    """A session under a new id; the one this browser had before is over."""
    archive = this_archive()
    archive.store.people.end(accounts.mark_of(request.cookies.get(COOKIE, "")))
    cookie, login = logins.begin(archive, account, by(account.shown), clean(request.user_agent.string, 400))
    the_door().tell_next(login.mark, *notes)
    return entered(see_other(target or ROOMS), cookie)


def _patience() -> Patience:
    return Patience(this_archive().store)


def entered(response: Response, cookie: str) -> Response:
    """The answer with the cookie. Strict, and for these rooms alone, where nothing else needs it."""
    config = this_archive().config
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(SESSION_LIFE.total_seconds()),
        path=cookie_path(),
        httponly=True,
        samesite="Strict" if config.public and not config.oidc_issuer else "Lax",
        secure=is_secure(),
    )
    return response


def cookie_path() -> str:
    """Where browsers send the cookie: also to what is read, when that is not for everybody."""
    return "/admin" if this_archive().config.public else "/"


def local(target: str) -> str:
    """A place in this archive to go to after logging in; "" for anything that may lead elsewhere."""
    said = target[:TARGET_LIMIT]
    odd = not said.startswith("/") or said.startswith("//") or "\\" in said or not said.isprintable()
    return "" if odd or said.startswith(("/admin/in", "/admin/ut")) else said


@rooms.get("/in/ny")
def invited() -> str | Response:
    """Ask somebody invited for a password. Looking does not use up the link."""
    return _invitation(request.args.get("nyckel", ""), AccountRefused(""))


@rooms.post("/in/ny")
def accept() -> str | Response:
    """Use up the link, and log in."""
    key, password = request.form.get("nyckel", ""), request.form.get("losenord", "")
    try:
        if password != request.form.get("igen", ""):
            raise AccountRefused(UNLIKE, "igen")
        account = accounts.accept(this_archive(), key, password, by=by("?"), first=_first())
    except AccountRefused as error:
        return _invitation(key, error)
    except NotFound:
        return answered(403, text=USED)
    return begun(account)


def _first() -> Account:
    name, shown = (clean(request.form.get(field, ""), NAME_LIMIT) for field in ("konto", "namn"))
    return Account(name=name, shown=shown, role=Role.ADMIN, made_at=moment())


def _invitation(key: str, wrong: AccountRefused) -> str | Response:
    account = accounts.invited(this_archive(), key)
    if account is None:
        return answered(403, text=USED)
    said = _first()
    return render_template("admin/invited.html", key=key, account=account, said=said, wrong=wrong)
