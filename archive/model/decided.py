"""A decision as it stands in the archive: with the version that says it and what its page is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.model.facts import Decision
from archive.model.pages import Page


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision of a page's memento in force.

    `at`, `digest` and `text_digest` are the memento's, `title` its title. `owners` are the units whose page it is,
    `topics` those of the page, best first, `cases` its case numbers as written.
    """

    page: Page
    decision: Decision
    at: datetime
    digest: str
    text_digest: str
    title: str
    owners: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
