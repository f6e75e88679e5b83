"""`/saknas`: visitors tell which page they miss. No account, no cookie, nothing kept of who they are."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, render_template, request

from archive import tips
from archive.store.tips import spellings
from archive.web.context import address, this_archive
from archive.web.errors import answered
from archive.web.language import _, later
from archive.web.links import clean, page_url
from archive.web.removed import check_addresses
from archive.web.views.missing import MissingView, make_missing

ADDRESS_LIMIT = 2_000
PER_CALLER = 5
PER_ARCHIVE = 60
SPAN = timedelta(minutes=10)
"""So many tips in so long a time, of one caller and of all."""
CALLERS = 1_000
KEY = "kommunarkiv-tips"
ELSEWHERE = later("Formuläret skickades från en annan webbplats och togs inte emot. Öppna sidan här och försök igen.")
TOO_MANY = later("Det har kommit många tips. Vänta tio minuter och försök igen. Inget är sparat.")
FULL = later("Arkivet kan inte ta emot fler tips just nu. Hör av dig till den som sköter arkivet. Inget är sparat.")

rooms = Blueprint("missing", __name__)


class Patience:
    """How often tips have come lately, in memory only. Threads may share it."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    def allows(self, caller: str) -> bool:
        """Whether one more may come; counts it if so."""
        with self._lock:
            now = self._clock()
            own, every = self._lately(caller, now), self._lately("", now)
            if len(own) >= PER_CALLER or len(every) >= PER_ARCHIVE:
                return False
            own.append(now)
            every.append(now)
            while len(self._seen) > CALLERS:
                del self._seen[next(each for each in self._seen if each)]
            return True

    def _lately(self, caller: str, now: datetime) -> deque[datetime]:
        seen = self._seen.setdefault(caller, deque(maxlen=PER_ARCHIVE))
        while seen and now - seen[0] >= SPAN:
            seen.popleft()
        return seen


@rooms.after_request
def told_origin(response: Response) -> Response:
    """Let the browser say of the form that it came from here, also where it tells nobody else anything."""
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@rooms.get("/saknas")
def form() -> str:
    """The form; `?adress=` fills it in."""
    return _page(make_missing(clean(request.args.get("adress", ""), ADDRESS_LIMIT)))


@rooms.post("/saknas")
def tell() -> str | Response:
    """Keep a tip, or say why not: no address, removed by a decision, in the archive already, too many."""
    if not _is_from_here():
        return answered(403, text=_(ELSEWHERE))
    typed, note = clean(request.form.get("adress", ""), ADDRESS_LIMIT), clean(request.form.get("varfor", ""), tips.NOTE)
    url = tips.missed_url(typed)
    if url is None:
        return _page(make_missing(typed, note, wrong=_("Skriv sidans hela adress, så som den står i webbläsaren.")))
    check_addresses(spellings(url))
    archive = this_archive()
    page = tips.held_page(archive, url)
    if page is not None:
        return _page(make_missing(typed, note, held=page_url(page.id)))
    if not _patience().allows(request.remote_addr or ""):
        return answered(429, text=_(TOO_MANY))
    return _page(make_missing(thanks=True)) if tips.tell(archive, url, note) else answered(503, text=_(FULL))


def _page(view: MissingView) -> str:
    token = g.admin.token if "admin" in g else ""
    return render_template("missing.html", view=view, token=token, here="/saknas")


def _is_from_here() -> bool:
    """Whether a page of ours sent the form (Fetch Metadata; where a browser has none, the Origin)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc in {urlsplit(address()).netloc, request.host}


def _patience() -> Patience:
    return cast("Patience", current_app.extensions.setdefault(KEY, Patience(this_archive().clock)))
