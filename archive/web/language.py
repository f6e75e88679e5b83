"""The language a page is said in. Swedish stands in the code and the templates; other languages are catalogues of it.

Code says `_("Sida %(number)s finns inte.", number=…)`, templates `{{ _("…") }}` or `{% trans %}…{% endtrans %}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations

SWEDISH = NullTranslations()
_CHOSEN: ContextVar[NullTranslations] = ContextVar("catalogue", default=SWEDISH)


def gettext(text: str) -> str:
    """The text in the chosen language, its places still open; for Jinja."""
    return _CHOSEN.get().gettext(text) if text else text


def ngettext(one: str, many: str, count: int) -> str:
    """The form for a count in the chosen language, its places still open; for Jinja."""
    return _CHOSEN.get().ngettext(one, many, count)


def _(text: str, **values: object) -> str:
    """The text in the chosen language, with its values."""
    said = gettext(text)
    return said % values if values else said


def later(text: str) -> str:
    """The text itself: marks a constant for the catalogue, which `_` looks up where it is shown."""
    return text


@contextmanager
def speaking(catalogue: NullTranslations) -> Iterator[None]:
    """Within it, pages are said in this catalogue's language."""
    token = _CHOSEN.set(catalogue)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
