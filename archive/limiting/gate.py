"""What is whose, and a wrapper that is closed but for what it is told to let through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from archive.errors import NotFound, UnknownSource
from archive.store import Store
from archive.tips import source_of


@dataclass(frozen=True, kw_only=True)
class Mine:
    """The sources that somebody may see, and the store that holds them and others."""

    names: frozenset[str]
    store: Store

    def check(self, source: str) -> None:
        """Raises UnknownSource for another's."""
        if source not in self.names:
            raise UnknownSource(f"there is no source called {source!r}")

    def of_names(self) -> tuple[str, ...]:
        """The sources, by name."""
        return tuple(sorted(self.names))

    def has_page(self, id: str) -> bool:
        """Whether a page is of one of the sources; of one that is no more nobody knows whose it was."""
        try:
            return self.store.pages.page(id).source in self.names
        except NotFound:
            return False

    def check_page(self, id: str) -> None:
        """Raises NotFound for another's."""
        if not self.has_page(id):
            raise NotFound(f"there is no page {id!r}")

    def has_pages(self, ids: Iterable[str]) -> bool:
        """Whether all of these are of the sources."""
        return all(map(self.has_page, dict.fromkeys(ids)))

    def has_url(self, url: str) -> bool:
        """Whether an address is of one of the sources: its page's, else that of the source on whose hosts it stands."""
        page = self.store.pages.by_url(url)
        if page is not None:
            return page.source in self.names
        source = source_of(self.store.sources.all(), url)
        return source is not None and source.name in self.names


class Limited:
    """A part of a store. What a class neither defines nor names here is closed to those who are limited."""

    passing: ClassVar[frozenset[str]] = frozenset()
    """What does the same for everybody."""
    by_source: ClassVar[frozenset[str]] = frozenset()
    """What begins with the name of a source."""
    by_page: ClassVar[frozenset[str]] = frozenset()
    """What begins with the id of a page."""

    def __init__(self, whole: Any, mine: Mine) -> None:
        self._whole = whole
        self._mine = mine

    def __getattr__(self, name: str) -> Any:
        """What the whole part does, where it may be asked. Raises NotFound for what is closed."""
        if name.startswith("_"):
            raise AttributeError(name)
        done: Callable[..., Any] = getattr(self._whole, name)
        if name in self.passing:
            return done
        if name in self.by_source:
            return _checked(done, self._mine.check)
        if name in self.by_page:
            return _checked(done, self._mine.check_page)
        raise NotFound(f"{type(self).__name__}.{name} is closed to those who are limited to sources")


def _checked(done: Callable[..., Any], check: Callable[[str], None]) -> Callable[..., Any]:
    def asked(name: str, /, *more: Any, **said: Any) -> Any:
        check(name)
        return done(name, *more, **said)

    return asked
