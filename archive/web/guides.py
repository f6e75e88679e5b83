"""`/hjalp` and `/tillganglighet`: how to search, and how accessible the archive is."""

from __future__ import annotations

from flask import Blueprint, render_template

from archive.web.context import this_archive
from archive.web.views.help import make_help
from archive.web.views.parts import contact_link

rooms = Blueprint("guides", __name__)


@rooms.get("/hjalp")
def help_page() -> str:
    """What one can write in the search box."""
    return render_template("help.html", chapters=make_help())


@rooms.get("/tillganglighet")
def accessibility_page() -> str:
    """The statement that the law asks for (2018:1937, MDFFS 2019:2), with a way to report what is missing."""
    config = this_archive().config
    return render_template("accessibility.html", contact=contact_link(config.feedback or config.contact))
