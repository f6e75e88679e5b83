"""What a request works with: the open archive, the day, the finder."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import current_app, g, request

from archive.limiting import granted, limited
from archive.model.moments import local_day
from archive.web.finding import Finder

if TYPE_CHECKING:
    from archive.parts import Archive

KEY = "kommunarkiv"
VIEWS = "kommunarkiv-limited"
_TURN = Lock()
MOST_VIEWS = 64
"""Views of those who are limited to some sources, kept with what has been read for them."""


def this_archive() -> Archive:
    """The archive that the application was made for, as far as whoever asks may see it (archive.limiting).

    Below a municipality's path it is the municipality's (archive.web.towns).
    """
    town = g.get("town")
    return seen(town.archive if town else whole_archive())


def whole_archive() -> Archive:
    """All of it: for the guard, and for acts upon what was found in `this_archive`."""
    return cast("Archive", current_app.extensions[KEY])


def seen(archive: Archive) -> Archive:
    """An archive without the sources that whoever asks may not see. Everybody limited alike has the same one."""
    grants = g.admin.sources if "admin" in g else ()
    if not grants:
        return archive
    found = g.setdefault("seen", {})
    if id(archive) not in found:
        found[id(archive)] = _view(archive, granted(grants, archive.store.sources.all()))
    return cast("Archive", found[id(archive)])


def _view(archive: Archive, names: frozenset[str]) -> Archive:
    views: OrderedDict[tuple[int, frozenset[str]], tuple[Archive, Archive]]
    views = current_app.extensions.setdefault(VIEWS, OrderedDict())
    key = (id(archive), names)
    with _TURN:
        # The whole archive is kept beside its view: as long as that stands, no other has its number.
        _, found = views.setdefault(key, (archive, limited(archive, names)))
        views.move_to_end(key)
        while len(views) > MOST_VIEWS:
            views.popitem(last=False)
    return found


def today() -> date:
    """The present day on Swedish calendars."""
    return local_day(this_archive().clock())


def finder() -> Finder:
    """A finder over the archive's index."""
    archive = this_archive()
    freshness = archive.config.freshness
    return Finder(archive.index, archive.schema, archive.analyzer, today(), freshness=freshness)


def address() -> str:
    """The archive's address without its last slash: the one set, else the one that this request came to."""
    return (this_archive().config.address or request.host_url).rstrip("/")


def here() -> str:
    """The address of the site that is shown: the archive's, or that of the municipality that was asked for in it."""
    return address() + town_path()


def town_path() -> str:
    """The path of the municipality that was asked for, without a last slash; "" for the whole archive."""
    return cast("str", g.get("town_path", ""))


def is_secure() -> bool:
    """Whether visitors come by TLS: as this request says, or as the archive's own address does behind a proxy."""
    return request.is_secure or this_archive().config.address.startswith("https://")


def asked() -> tuple[tuple[str, str], ...]:
    """The request's URL parameters, in order, repeated ones too."""
    return tuple(request.args.items(multi=True))
