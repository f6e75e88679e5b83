"""`/admin`: the rooms of those who tend the archive. They are there only when the application was given a door."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, g, render_template, request

from archive.errors import NotFound
from archive.web.admin import acts, handouts, lists, reviews, troubles
from archive.web.admin.context import COOKIE, KEY, moment, record_act, see_other, session, the_door
from archive.web.admin.door import PAUSE, SESSION_LIFE, Door
from archive.web.context import finder, is_secure, this_archive
from archive.web.errors import answered
from archive.web.headers import STILL_POLICY
from archive.web.links import TEXT_LIMIT, SearchState, StateRead, clean
from archive.web.rights import may
from archive.web.views.admin import make_home, menu, page_named, reading_url

PATH = "/admin"
ROOMS = f"{PATH}/"
NAME_LIMIT = 80
ADDRESS_LIMIT = 2_000
OUTSIDE = "Sidan är för den som sköter arkivet. Öppna länken som kommunarkiv serve --admin skrev ut när det startade."
SPENT = "Länken är fel, för gammal eller redan använd. Starta om kommunarkiv serve --admin, så skrivs en ny ut."
STALE = "Formuläret gäller inte längre. Gå tillbaka, ladda om sidan och försök igen. Inget är ändrat."
FORBIDDEN = "Din roll får inte göra det här. Be den som sköter arkivet om hjälp."
BARRED = "Det har kommit för många fel nycklar härifrån. Vänta fem minuter och försök igen."
NAMELESS = "Skriv vem du är."
NO_PAGE = "Ingen sida i arkivet har den adressen eller de orden."
HITS = 20
OPEN = frozenset({"admin.door", "admin.enter"})

rooms = Blueprint("admin", __name__, url_prefix=PATH)
for more in (acts, handouts, lists, reviews, troubles):
    rooms.register_blueprint(more.rooms)


def register(app: Flask, door: Door) -> None:
    """Open the rooms behind this door."""
    app.extensions[KEY] = door
    app.register_blueprint(rooms)


@rooms.before_request
def guard() -> Response | None:
    """Let nobody in without a session, and no form that was not made for it."""
    if request.endpoint in OPEN:
        return answered(429, text=BARRED) if the_door().is_barred(_caller(), now=moment()) else None
    found = the_door().session(request.cookies.get(COOKIE, ""), now=moment())
    if found is None:
        return answered(403, text=OUTSIDE)
    if not may(found.role, request.endpoint or ""):
        return answered(403, text=FORBIDDEN)
    if request.method == "POST" and not found.owns(request.form.get("formular", "")):
        return answered(403, text=STALE)
    g.admin = found
    return None


@rooms.after_request
def unkept(response: Response) -> Response:
    """Nothing of these rooms is kept by browsers or found by search engines, and nothing runs in them."""
    response.headers["Content-Security-Policy"] = STILL_POLICY
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code == 429:
        response.headers["Retry-After"] = str(int(PAUSE.total_seconds()))
    return response


@rooms.context_processor
def everywhere() -> dict[str, Any]:
    """What the pages of these rooms show besides their own."""
    if "admin" not in g:
        return {}
    return {"who": session().name, "token": session().token, "rooms": menu(request.path)}


def _caller() -> str:
    return request.remote_addr or ""


@rooms.get("/in")
def door() -> str | Response:
    """Ask who comes in through the one-time link. Looking does not use it up; entering does."""
    return _asked(request.args.get("nyckel", ""), note="")


def _asked(key: str, *, note: str) -> str | Response:
    if not the_door().opens(key, caller=_caller(), now=moment()):
        return answered(403, text=SPENT)
    return render_template("admin/enter.html", key=key, note=note)


@rooms.post("/in")
def enter() -> str | Response:
    """Begin a session under a name."""
    key, name = request.form.get("nyckel", ""), clean(request.form.get("namn", ""), NAME_LIMIT)
    if not name:
        return _asked(key, note=NAMELESS)
    begun = the_door().enter(key, name, caller=_caller(), now=moment())
    if begun is None:
        return answered(403, text=SPENT)
    record_act("session.begin", who=begun.name)
    response = see_other(ROOMS)
    seconds = int(SESSION_LIFE.total_seconds())
    response.set_cookie(
        COOKIE, begun.id, max_age=seconds, path=PATH, httponly=True, samesite="Strict", secure=is_secure()
    )
    return response


@rooms.post("/ut")
def leave() -> Response:
    """End the session."""
    record_act("session.end")
    the_door().leave(session())
    response = see_other("/")
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Strict", secure=is_secure())
    return response


@rooms.get("/")
def home() -> str | Response:
    """Where to begin; `?sida=` finds a page by any of its addresses, or pages by words."""
    asked, store = clean(request.args.get("sida", ""), ADDRESS_LIMIT), this_archive().store
    if not asked:
        return render_template("admin/home.html", view=make_home(store), notes=())
    try:
        return see_other(reading_url(page_named(store.pages, asked).id))
    except NotFound:
        state = SearchState(text=clean(asked, TEXT_LIMIT), size=HITS)
        hits = finder().find(StateRead(state=state)).result.hits
    view = make_home(store, asked=asked, hits=hits)
    return render_template("admin/home.html", view=view, notes=() if hits else (NO_PAGE,))
