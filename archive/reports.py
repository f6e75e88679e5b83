"""What a crawl or an import came to, in the outer form and in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.model import AlertKind, Run
from archive.store import Frontier
from crawler.model import Source

_WORDS = {
    "robots": "its robots.txt forbids it",
    "dns": "there is no such host",
    "connect": "nobody answers there",
    "timeout": "no answer came in time",
    "tls": "its certificate is not in order",
    "no-page": "no page was found there",
    "render": "the browser could not build its pages",
    "address": "it stands on a private network; --allow-private lets it",
}
_CAUSES = {words: cause for cause, words in _WORDS.items()}
_NOTHING = "Nothing could be fetched from "

_LOOKS = {
    AlertKind.FORBIDDEN: "the site forbids nearly everything",
    AlertKind.ALIKE: "addresses that differ in numbers only were left out",
    AlertKind.REPEAT: "paths that repeat themselves were left out",
    AlertKind.FULL: "the source has had its number of pages",
    AlertKind.SHRUNK: "less than half of the last run's pages answered",
    AlertKind.REBUILT: "pages no longer look as they did, so what is read of them may have changed",
}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a crawl of one source came to."""

    run: Run
    seconds: float

    def summary(self) -> dict[str, object]:
        """The outer form of a crawl's summary."""
        tally = self.run.tally
        return {
            "source": self.run.source,
            "state": self.run.state.value,
            "fetched": tally.fetched,
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "rested": tally.rested,
            "gone": tally.gone,
            "failed": tally.failed,
            "excluded": tally.refused,
            "waiting": tally.waiting,
            "discovered": tally.discovered,
            "seconds": round(self.seconds, 2),
            "error": self.run.error,
            "alerts": [{"kind": each.kind.value, "count": each.count, "url": each.url} for each in self.run.alerts],
        }

    def words(self) -> str:
        """The summary for a person at a terminal."""
        parts = [f"{value} {name}" for name, value in self.summary().items() if isinstance(value, int)]
        problem = f"\n  {self.run.error}" if self.run.error else ""
        looks = "".join(f"\n  look at: {_LOOKS[each.kind]} ({each.count}) {each.url}" for each in self.run.alerts)
        return f"{self.run.source}: {', '.join(parts)} in {self.seconds:.1f} s{problem}{looks}"


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import came to."""

    taken: int
    new: int
    changed: int
    unchanged: int


def why_nothing(frontier: Frontier, source: Source) -> str:
    """Why no page at all came of a crawl: what became of its seed, or of the robots.txt that the seed waits for."""
    states = ("failed", "waiting", "refused")
    reasons = [each for state in states for each in frontier.outcomes(source.name, state) if each[1]]
    reasons.sort(key=lambda each: (each[1] == "robots-unreachable", each[0] not in source.seeds))
    url, cause, detail = reasons[0] if reasons else (", ".join(source.seeds), "no-page", "")
    return f"{_NOTHING}{url}: {_words(cause)}{f' ({detail})' if detail else ''}"


def cause_of(error: str) -> tuple[str, str] | None:
    """The address and the cause that `why_nothing` put in words, for other languages; None for any other error."""
    found = re.fullmatch(rf"{_NOTHING}(.+?): (.+?)(?: \((?s:.*)\))?", error)
    if found is None:
        return None
    status = found[2].removeprefix("it answers ")
    return found[1], f"http-{status}" if status != found[2] else _CAUSES.get(found[2], found[2])


def _words(cause: str) -> str:
    status = cause.removeprefix("http-")
    return f"it answers {status}" if status != cause else _WORDS.get(cause, cause)
