"""What differs between two versions, in short: so many words, or nothing but a date stamp. Pure."""

from __future__ import annotations

import re
from collections import Counter

from archive.comparing.model import WORD
from archive.model import DateFact, Fact, Memento, YearFact

_MONTH = r"(?:jan|feb|mars?|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\.?"
_CLOCK = r"(?:[ ,]{1,3}(?:kl\.?[ \u00a0]{0,2})?\d{1,2}[.:]\d\d)?"
_STAMP = re.compile(
    r"\b(?:senast[ \u00a0]{1,3})?(?:uppdaterad|uppdaterat|ändrad|granskad|publicerad)"
    r"(?:[ \u00a0]den)?[ \u00a0]{0,3}:?[ \u00a0]{0,3}"
    rf"(?:\d{{1,2}}[ \u00a0]{_MONTH}[ \u00a0]\d{{4}}|\d{{4}}-\d\d-\d\d){_CLOCK}",
    re.IGNORECASE,
)


def counted_words(old: Memento, new: Memento) -> tuple[int, int]:
    """How many words the new version has that the old has not, and the other way round, in whatever order."""
    before, after = _words(old), _words(new)
    return (after - before).total(), (before - after).total()


def is_only_stamped(old: Memento, new: Memento) -> bool:
    """True when nothing but a date stamp ("Senast uppdaterad …") differs, in the text or lifted out of it."""
    if old.title != new.title or len(old.sections) != len(new.sections):
        return False
    texts = ((before.text, after.text) for before, after in zip(old.sections, new.sections, strict=True))
    if any(before != after and _STAMP.sub("", before) != _STAMP.sub("", after) for before, after in texts):
        return False
    return old.text_digest != new.text_digest or _lasting(old.facts) == _lasting(new.facts)


def _words(memento: Memento) -> Counter[str]:
    return Counter(WORD.findall(f"{memento.title}\n{memento.text}"))


def _lasting(facts: tuple[Fact, ...]) -> frozenset[Fact]:
    """The facts that are not dates."""
    return frozenset(fact for fact in facts if not isinstance(fact, DateFact | YearFact))
