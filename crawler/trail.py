"""The redirects of one run: where each led, so that circles and endless chains end in an error, not in silence."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from crawler.model import Capture, Target

MAX_HOPS = 20


class Turn(Enum):
    """What a redirect amounts to."""

    ON = "on"
    CIRCLE = "redirect-loop"
    COOKIE = "cookie"
    """A circle on which a cookie was set: asked once more with the cookie, the page may come."""
    ENDLESS = "redirect-chain"


class Trail:
    """Remembers the redirecting addresses of a run."""

    def __init__(self) -> None:
        self._next: dict[str, str] = {}
        self._hops: dict[str, int] = {}
        self._targets: dict[str, Target] = {}
        self._setting: set[str] = set()
        self._tried: set[str] = set()

    def turn(self, target: Target, capture: Capture, goal: str) -> Turn:
        """Note that `target` redirects to `goal` and say what that amounts to."""
        url = target.url
        self._next[url] = goal
        self._targets[url] = target
        if capture.header("set-cookie") is not None:
            self._setting.add(url)
        circle = tuple(self._circle(url))
        if circle:
            return self._closed(circle, goal)
        hops = self._hops[goal] = self._hops.get(url, 0) + 1
        return Turn.ENDLESS if hops > MAX_HOPS else Turn.ON

    def again(self, goal: str) -> Target:
        """The target at the start of a circle, to be asked once more; its old redirect is forgotten."""
        self._tried.add(goal)
        del self._next[goal]
        return self._targets[goal]

    def words(self, url: str) -> str:
        """The circle or chain that starts at an address, for a person to read."""
        return " -> ".join((url, *list(self._onward(url))[:3], "..."))

    def _closed(self, circle: tuple[str, ...], goal: str) -> Turn:
        return Turn.COOKIE if goal not in self._tried and not self._setting.isdisjoint(circle) else Turn.CIRCLE

    def _circle(self, url: str) -> Iterator[str]:
        """The addresses of the circle through `url`, none when there is none."""
        passed = list(self._onward(url))
        return iter(passed if passed[-1] == url else ())

    def _onward(self, url: str) -> Iterator[str]:
        place = url
        for _ in range(MAX_HOPS + 1):
            if place not in self._next:
                return
            place = self._next[place]
            yield place
            if place == url:
                return
