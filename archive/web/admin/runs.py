"""`/admin/korningar`: what is being crawled, what each run came to, and run now, pause, go on, stop."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, render_template, request

from archive import steering, watching
from archive.errors import NotFound, UnknownSource
from archive.model import Run
from archive.model.troubles import EventKind
from archive.parts import Archive
from archive.web.admin.context import moment, record_act, see_other, session, the_door
from archive.web.context import this_archive
from archive.web.links import clean, read_page
from archive.web.views.admin.run import SLUGS, make_fates, make_run
from archive.web.views.admin.runs import make_now, make_runs
from archive.web.views.admin.steered import runs_url

LIVE = "admin.runs.history"
"""The one endpoint of these rooms whose page runs a script: it keeps what is under way fresh."""
LAST_PAGE = 4_000
NAME_LIMIT = 80
MOST = 2**31 - 1
ACTS: Mapping[str, tuple[str, EventKind | None, str]] = {
    "kor": ("crawl.order", None, "Källan {name} hämtas så snart någon är ledig."),
    "pausa": ("crawl.pause", EventKind.PAUSED, "Källan {name} är pausad. Inget mer hämtas förrän den återupptas."),
    "ateruppta": ("crawl.resume", EventKind.RESUMED, "Källan {name} är återupptagen."),
    "stoppa": (
        "crawl.stop",
        EventKind.TOLD_TO_STOP,
        "Källan {name} stoppas efter sidan som hämtas nu. Resten väntar till nästa gång.",
    ),
}

rooms = Blueprint("runs", __name__)


@rooms.get("/korningar")
def history() -> str:
    """What is under way, the sources, and the runs, newest first."""
    source, before = clean(request.args.get("kalla", ""), NAME_LIMIT), _number(request.args.get("fore", ""))
    page = read_page(request.args.get("sida", ""))[0]
    view = make_runs(this_archive().store, source=source, before=before, page=page, now=moment())
    return render_template("admin/runs.html", view=view, notes=the_door().told(session()))


@rooms.get("/korningar/nu")
def now() -> str:
    """What is under way and nothing else; the script on the page of runs asks for it."""
    return render_template("admin/now.html", now=make_now(this_archive().store, now=moment()))


@rooms.get("/korningar/<id>")
def run(id: str) -> str:
    """One run, beside an earlier one."""
    found = _run(id)
    view = make_run(this_archive().store, found, _other(found), now=moment())
    return render_template("admin/run.html", view=view, notes=the_door().told(session()))


@rooms.get("/korningar/<id>/<slug>")
def fates(id: str, slug: str) -> str:
    """Pages that came, changed or went since an earlier run."""
    found = _run(id)
    other = _other(found)
    if other is None or slug not in SLUGS:
        raise NotFound(f"nothing to compare run {id} with")
    page = min(read_page(request.args.get("sida", ""))[0], LAST_PAGE)
    view = make_fates(this_archive().store, found, other, slug, page, now=moment())
    return render_template("admin/run_pages.html", view=view)


def _run(id: str) -> Run:
    return this_archive().store.history.one(_number(id))


def _other(run: Run) -> Run | None:
    """The earlier run of its source that was asked for, or the one before it that came to its end."""
    history = this_archive().store.history
    if asked := _number(request.args.get("mot", "")):
        found = history.one(asked)
        if found.source == run.source and found.id < run.id:
            return found
    return history.previous(run)


@rooms.post("/korningar")
def steer() -> Response:
    """Tell the crawls of a source to begin, pause, go on or stop."""
    name = next((each for each in ACTS if each in request.form), "")
    if not name:
        raise NotFound("no such act")
    deed, kind, said = ACTS[name]
    archive = this_archive()
    try:
        with archive.store.transaction():
            source = archive.store.sources.named(clean(request.form[name], NAME_LIMIT)).name
            _told(archive, name, source)
            if kind is not None:
                watching.note_act(archive, source, kind, who=session().name)
            record_act(deed, source)
    except UnknownSource:
        the_door().tell(session(), "Den källan finns inte längre. Inget är ändrat.")
    else:
        the_door().tell(session(), said.format(name=source))
    return see_other(runs_url(read_page(request.args.get("sida", ""))[0]))


def _told(archive: Archive, act: str, source: str) -> None:
    match act:
        case "kor":
            steering.order(archive, source, who=session().name)
        case "pausa":
            steering.pause(archive, source)
        case "ateruppta":
            steering.resume(archive, source)
        case _:
            steering.stop(archive, source)


def _number(text: str) -> int:
    """A number of a run; 0, which none has, for what is no number."""
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 12 else 0
