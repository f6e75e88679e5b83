"""Handing out as a page: what the form asks for, and the log of what was given. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from archive.enrich.identity import mask
from archive.handing import masked
from archive.model import Handed, Handout
from archive.model.moments import stamp_text
from archive.web.language import _, later
from archive.web.links import TEXT_LIMIT, clean, list_url, page_url
from archive.web.views.admin import HANDOUTS
from archive.web.views.parts import Link, Pager, open_pager
from archive.web.words import moment_text, number_text, short_text

SIZE = 25
NAME_LIMIT = 200
ADDRESSES_LIMIT = 60_000
ASKED_LIMIT = 300
NOTHING = later("Skriv en sökning eller adresser till sidor. Inget är utlämnat.")
BOTH = later("Skriv antingen en sökning eller adresser, inte båda. Inget är utlämnat.")
BAD_DAY = later("Dagen går inte att läsa. Skriv den som 2024-05-31. Inget är utlämnat.")


@dataclass(frozen=True, kw_only=True)
class HandoutForm:
    """What was filled in. `wrong` is why it cannot be done, empty when it can; `as_of` is `day` when it is one."""

    search: str = ""
    addresses: str = ""
    to_whom: str = ""
    reference: str = ""
    day: str = ""
    captures: bool = False
    wrong: str = ""

    @property
    def as_of(self) -> date | None:
        """The day, or None for the pages as they are."""
        return _day(self.day)


def read_form(said: Mapping[str, str]) -> HandoutForm:
    """The form as it was sent; never raises."""
    search, day = clean(said.get("sokning", ""), TEXT_LIMIT * 8), clean(said.get("dag", ""), 20)
    lines = (clean(line, TEXT_LIMIT * 8) for line in said.get("adresser", "")[:ADDRESSES_LIMIT].splitlines())
    addresses = "\n".join(filter(None, lines))
    wrong = BAD_DAY if day and _day(day) is None else ""
    return HandoutForm(
        search=search,
        addresses=addresses,
        to_whom=clean(said.get("till", ""), NAME_LIMIT),
        reference=clean(said.get("referens", ""), NAME_LIMIT),
        day=day,
        captures=said.get("hamtningar") == "ja",
        wrong=NOTHING if not search and not addresses else BOTH if search and addresses else wrong,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class HandoutView:
    """An act in the log."""

    number: int
    when: str
    who: str
    to_whom: str
    reference: str
    question: str
    pages: str
    captures: str
    size: str
    digest: str
    url: str
    zip_url: str


@dataclass(frozen=True, kw_only=True)
class HandoutsView:
    """For admin/handouts.html."""

    form: HandoutForm
    acts: tuple[HandoutView, ...]
    pager: Pager
    csv_url: str = f"{HANDOUTS}.csv"


def make_handouts(handouts: Iterable[Handout], page: int, form: HandoutForm) -> HandoutsView:
    """A page of the log, newest first, under the form."""
    start = (page - 1) * SIZE
    taken = tuple(islice(handouts, start, start + SIZE + 1))
    pager = open_pager(page, more=len(taken) > SIZE, url=handouts_url)
    return HandoutsView(form=form, acts=tuple(map(make_handout, taken[:SIZE])), pager=pager)


def handouts_url(page: int) -> str:
    """The address of a page of the log."""
    return list_url(HANDOUTS, (("sida", str(page) if page > 1 else ""),))


def handout_url(id: int) -> str:
    """The address of an act in the log."""
    return f"{HANDOUTS}/{id}"


def make_handout(handout: Handout) -> HandoutView:
    """An act as people read it."""
    said = masked(handout)
    count = len(said.versions)
    return HandoutView(
        number=said.id,
        when=moment_text(said.at),
        who=said.who,
        to_whom=said.to_whom,
        reference=said.reference,
        question=short_text(said.question, ASKED_LIMIT),
        pages=_("1 sida") if count == 1 else _("%(count)s sidor", count=number_text(count)),
        captures=_("med sidorna som de hämtades") if said.captures else _("utan sidorna som de hämtades"),
        size=_("%(size)s kB", size=number_text(-(-said.size // 1000))),
        digest=said.digest,
        url=handout_url(said.id),
        zip_url=f"{handout_url(said.id)}.zip",
    )


def handed_pages(handout: Handout, title: Callable[[Handed], str]) -> tuple[Link, ...]:
    """The versions that were handed out, in the file's order; `title` gives what one is called, empty if it is gone."""
    return tuple(_link(each, title(each)) for each in handout.versions)


def _link(version: Handed, title: str) -> Link:
    url = page_url(version.page, stamp_text(version.at))
    return Link(text=short_text(mask(title.strip()), ASKED_LIMIT) or url, url=url)


def zip_name(handout: Handout) -> str:
    """What the file is called where it is saved."""
    return f"utlamnande-{handout.id}-{stamp_text(handout.at)}.zip"
