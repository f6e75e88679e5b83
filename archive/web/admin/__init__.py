"""`/admin`: the rooms of those who tend the archive, for those who are logged in (archive/web/guard.py)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, render_template, request

from archive.config import Config
from archive.errors import NotFound
from archive.web.admin import (
    acts,
    audit,
    coverage,
    entrance,
    federated,
    handouts,
    lists,
    own,
    people,
    reviews,
    runs,
    sources,
    tips,
    troubles,
    weeding,
)
from archive.web.admin.context import KEY, see_other, session
from archive.web.admin.door import PAUSE, Door, Session
from archive.web.context import finder, this_archive
from archive.web.headers import POLICY, STILL_POLICY
from archive.web.links import TEXT_LIMIT, SearchState, StateRead, clean
from archive.web.rights import may
from archive.web.views.admin import RoomGroup, make_home, menu, page_named, reading_url
from archive.web.views.admin.boxes import make_boxes

PATH = "/admin"
ADDRESS_LIMIT = 2_000
NO_PAGE = "Ingen sida i arkivet har den adressen eller de orden."
HITS = 20

rooms = Blueprint("admin", __name__, url_prefix=PATH)
ROOMS = (
    acts,
    audit,
    coverage,
    entrance,
    federated,
    handouts,
    lists,
    own,
    people,
    reviews,
    runs,
    sources,
    tips,
    troubles,
    weeding,
)
for more in ROOMS:
    rooms.register_blueprint(more.rooms)


def register(app: Flask, config: Config, door: Door) -> None:
    """Open the rooms; through this door for those who have its link."""
    app.extensions[KEY] = door
    federated.register(app, config)
    app.register_blueprint(rooms)


@rooms.after_request
def unkept(response: Response) -> Response:
    """Nothing of these rooms is kept by browsers or found by search engines, and a script runs on one page only.

    A page that shows a capture in a frame, and the capture, bring a policy of their own.
    """
    policy = POLICY if request.endpoint == runs.LIVE else STILL_POLICY
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if response.status_code == 429:
        response.headers.setdefault("Retry-After", str(int(PAUSE.total_seconds())))
    return response


@rooms.context_processor
def everywhere() -> dict[str, Any]:
    """What the pages of these rooms show besides their own."""
    if "admin" not in g:
        return {}
    found = session()
    return {"who": found.name, "token": found.token, "rooms": rooms_of(found, request.path)}


def rooms_of(who: Session, path: str) -> tuple[RoomGroup, ...]:
    """The rooms that somebody may enter, in their groups; the present one is marked."""
    known = current_app.url_map.bind("")
    groups = (
        replace(group, rooms=tuple(link for link in group.rooms if _may(who, known.match(link.url)[0])))
        for group in menu(path)
    )
    return tuple(group for group in groups if group.rooms)


def _may(who: Session, endpoint: str) -> bool:
    return may(who.role, endpoint, limited=bool(who.sources))


@rooms.get("/")
def home() -> str | Response:
    """Where to begin; `?sida=` finds a page by any of its addresses, or pages by words."""
    asked, store = clean(request.args.get("sida", ""), ADDRESS_LIMIT), this_archive().store
    role = session().role
    reads = may(role, "admin.acts.reading")
    if not asked or not reads:
        boxes = make_boxes(this_archive(), role, limited=bool(session().sources))
        return render_template("admin/home.html", view=make_home(store), notes=(), reads=reads, boxes=boxes)
    try:
        return see_other(reading_url(page_named(store.pages, asked).id))
    except NotFound:
        state = SearchState(text=clean(asked, TEXT_LIMIT), size=HITS)
        hits = finder().find(StateRead(state=state)).result.hits
    view = make_home(store, asked=asked, hits=hits)
    return render_template("admin/home.html", view=view, notes=() if hits else (NO_PAGE,), reads=True, boxes=())
