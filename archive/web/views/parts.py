"""View parts that several pages share: links, notes, pagers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.web.language import _


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link ready to be shown; `current` when it leads to where the reader is."""

    text: str
    url: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """A note with the link that follows it; either may be missing."""

    text: str = ""
    link: Link | None = None


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Links to other pages of a list. None among `pages` is a gap."""

    pages: tuple[Link | None, ...] = ()
    previous: Link | None = None
    following: Link | None = None


def page_count(total: int, size: int) -> int:
    """How many pages a list has; at least one."""
    return max(1, -(-total // size))


def make_pager(page: int, last: int, url: Callable[[int], str]) -> Pager:
    """A pager with the first, the last and the pages around the present one; empty when there is only one page."""
    if last < 2:
        return Pager()
    near = {1, last, *range(max(1, page - 1), min(last, page + 1) + 1)}
    return Pager(
        pages=_with_gaps(sorted(near), page, url),
        previous=Link(text=_("Föregående"), url=url(page - 1)) if page > 1 else None,
        following=Link(text=_("Nästa"), url=url(page + 1)) if page < last else None,
    )


def open_pager(page: int, *, more: bool, url: Callable[[int], str]) -> Pager:
    """A pager for a list whose length is not known."""
    return Pager(
        previous=Link(text=_("Föregående"), url=url(page - 1)) if page > 1 else None,
        following=Link(text=_("Nästa"), url=url(page + 1)) if more else None,
    )


def _with_gaps(numbers: list[int], page: int, url: Callable[[int], str]) -> tuple[Link | None, ...]:
    links: list[Link | None] = []
    before = 0
    for number in numbers:
        if number - before == 2:
            links.append(Link(text=str(number - 1), url=url(number - 1)))
        elif number - before > 2:
            links.append(None)
        links.append(Link(text=str(number), url=url(number), current=number == page))
        before = number
    return tuple(links)


def safe_url(url: str) -> str:
    """The address when it is one to follow (http, https), else empty."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def contact_link(contact: str) -> Link:
    """A contact as a link: a mail address or a web address leads there; anything else is text only."""
    if contact.startswith(("https://", "http://", "mailto:")):
        return Link(text=contact.removeprefix("mailto:"), url=contact)
    is_mail = contact.count("@") == 1 and not any(sign.isspace() for sign in contact)
    return Link(text=contact, url=f"mailto:{contact}" if is_mail else "")
