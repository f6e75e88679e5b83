"""Pages that two people have removed, for tests of what the web says of them."""

from __future__ import annotations

from archive import changes, weeding
from archive.ingest import Ingest
from archive.model import Removable, Removal
from archive.parts import Archive
from archive.store.pages import page_id
from archive.weeding import By, Wish
from tests.fakes.archives import SITE, TOWN, news
from tests.fakes.storing import later

URL = f"{SITE}/nyheter/2/"
PAGE = page_id(URL)


def grow(archive: Archive) -> None:
    """A page gets two more versions, a day and two days later."""
    Ingest(archive, TOWN).keep([news(2, f"Rad {day}.", at=later(days=day)) for day in (1, 2)])
    changes.apply(archive.store, archive.index)


def remove(archive: Archive, *targets: Removable, **more: bool) -> Removal:
    """A removal, carried out."""
    wish = Wish(targets=targets, reference="KS 2026/17", reason="fel person", ground="planen 4.2", **more)
    asked = weeding.request(archive, wish, By(who="Åsa", is_vouched=True))
    seen = weeding.trace(archive, targets).fingerprint
    return weeding.confirm(archive, asked.id, By(who="Bo", is_vouched=True), seen=seen)
