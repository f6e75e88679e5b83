"""The language a page is said in. Swedish stands in the code and the templates; other languages are catalogues of it.

Code says `_("Sida %(number)s finns inte.", number=…)`, templates `{{ _("…") }}` or `{% trans %}…{% endtrans %}`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import TypeVar

SWEDISH = NullTranslations()
_CHOSEN: ContextVar[NullTranslations] = ContextVar("catalogue", default=SWEDISH)
Key = TypeVar("Key")


def gettext(text: str) -> str:
    """The text in the chosen language, its places still open; for Jinja."""
    return _CHOSEN.get().gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """The form for a count in the chosen language, its places still open; for Jinja."""
    return _CHOSEN.get().ngettext(one, many, count)


def _(text: str, /, **values: object) -> str:
    """The text in the chosen language, with its values."""
    said = gettext(text)
    return said % values if values else said


def later(text: str) -> str:
    """The text itself: marks a constant for the catalogue, which `_` looks up where it is shown."""
    return text


def code() -> str:
    """The chosen language (BCP 47): "sv", "en"."""
    return str(_CHOSEN.get().info().get("language", "sv"))


class Spoken(Mapping[Key, str]):
    """Names marked with `later`; each is given in the language that is chosen when it is asked for."""

    def __init__(self, names: Mapping[Key, str]) -> None:
        self._names = names

    def __getitem__(self, key: Key) -> str:
        return gettext(self._names[key])

    def __iter__(self) -> Iterator[Key]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Within it, pages are said in this catalogue's language."""
    token = _CHOSEN.set(catalogue)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
