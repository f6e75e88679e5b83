"""Content into HTML: three looks, as a site has that was rebuilt and never wholly moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from demo.furniture import MENU, Contact, session_id
from demo.model import Block, BlockKind, Kind, Page
from demo.words import slug, swedish_day

LOOKS = Path(__file__).with_name("looks")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a page is shown in: the site's address and everything around the page's own words."""

    base: str
    crumbs: tuple[tuple[str | None, str], ...] = ()
    side: tuple[tuple[str, str], ...] = ()
    cards: tuple[Page, ...] = ()
    contact: Contact | None = None
    month: str = "2025-10"


def look_of(page: Page) -> str:
    """Which look a page wears: `sitevision` to 2021, `municipio` from 2022, `service` for what is not news."""
    if page.kind in {Kind.STATIC, Kind.CONTACT}:
        return "service"
    return "sitevision" if page.published.year < 2022 else "municipio"


def dress(page: Page, setting: Setting) -> bytes:
    """The page as HTML in UTF-8."""
    body = tuple(block for block in page.blocks if block.kind is not BlockKind.LEAD)
    return (
        _template(look_of(page))
        .render(
            page=page,
            body=body,
            menu=MENU,
            sid=session_id(page.path),
            base=setting.base,
            crumbs=setting.crumbs,
            side=setting.side,
            cards=setting.cards,
            contact=setting.contact,
            month=setting.month,
        )
        .encode()
    )


def group_runs(blocks: Iterable[Block]) -> Iterator[tuple[BlockKind, tuple[Block, ...]]]:
    """Neighbouring blocks of one kind together, so that bullets make one list."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        yield kind, tuple(group)


@lru_cache(maxsize=8)
def _template(look: str) -> Template:
    return _environment().get_template(f"{look}.html")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(LOOKS), autoescape=True, undefined=StrictUndefined)
    made.filters.update(swedish=swedish_day, slug=slug, groupruns=group_runs)
    return made
