"""The door to /admin for emergencies: a link that opens once, sessions held in memory, patience that runs out.

Nothing of it is kept on disk: when the process ends, so do its sessions. Whoever comes in by the link is an admin.
Those with an account log in instead (archive/logins.py); notes for the next page are kept here for both.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from archive.model import Role

LINK_LIFE = timedelta(minutes=15)
SESSION_LIFE = timedelta(hours=8)
TRIES = 5
"""So many wrong keys from one address, and it must wait."""
PAUSE = timedelta(minutes=5)
CALLERS = 1_000
"""Addresses whose wrong tries are remembered, at most."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who came in, through the link or by logging in. `token` must come back with every form.

    `account` is the name they logged in with, "" for those who came through the link.
    """

    id: str
    name: str
    token: str
    ends: datetime
    role: Role = Role.ADMIN
    account: str = ""
    sources: tuple[str, ...] = ()
    """What they are limited to (archive.limiting); none is everything."""

    def owns(self, token: str) -> bool:
        """Whether a form was made for this session."""
        return hmac.compare_digest(self.token.encode(), token.encode())


class Door:
    """Who may see /admin. Threads may share it."""

    def __init__(self, *, now: datetime | None = None) -> None:
        """Open it with a link; without a time there is none, and nobody comes in here."""
        self.key = token_urlsafe(32)
        """What the one-time link carries."""
        self._ends: datetime | None = now + LINK_LIFE if now else None
        self._sessions: dict[str, Session] = {}
        self._notes: dict[str, tuple[str, ...]] = {}
        self._wrong: dict[str, deque[datetime]] = {}
        self._lock = threading.Lock()

    @property
    def path(self) -> str:
        """Where the one-time link leads."""
        return f"/admin/in?nyckel={self.key}"

    def is_barred(self, caller: str, *, now: datetime) -> bool:
        """True when too many wrong keys came from this address lately."""
        with self._lock:
            return len(self._lately(caller, now)) >= TRIES

    def opens(self, key: str, *, caller: str, now: datetime) -> bool:
        """Whether the key is the link's, still unused and in time. A wrong one is remembered against the caller."""
        with self._lock:
            return self._opens(key, caller, now)

    def enter(self, key: str, name: str, *, caller: str, now: datetime) -> Session | None:
        """Use up the link and begin a session; None when the key does not open."""
        with self._lock:
            if not self._opens(key, caller, now):
                return None
            self._ends = None
            session = Session(id=token_urlsafe(32), name=name, token=token_urlsafe(32), ends=now + SESSION_LIFE)
            self._sessions[_mark(session.id)] = session
            return session

    def session(self, id: str, *, now: datetime) -> Session | None:
        """The session of this id, if it has not ended."""
        with self._lock:
            found = self._sessions.get(_mark(id))
        return found if found and now < found.ends else None

    @property
    def is_shut(self) -> bool:
        """Whether the link is used up, or there never was one."""
        with self._lock:
            return self._ends is None

    def leave(self, session: Session) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_mark(session.id), None)
            self._notes.pop(session.id, None)

    def tell(self, session: Session, *notes: str) -> None:
        """Keep notes for the next page that this session sees."""
        self.tell_next(session.id, *notes)

    def tell_next(self, id: str, *notes: str) -> None:
        """The same for a session of this id that has only just begun."""
        with self._lock:
            self._notes[id] = notes
            if len(self._notes) > CALLERS:
                del self._notes[next(iter(self._notes))]

    def told(self, session: Session) -> tuple[str, ...]:
        """The notes kept for this session, once."""
        with self._lock:
            return self._notes.pop(session.id, ())

    def _opens(self, key: str, caller: str, now: datetime) -> bool:
        lately = self._lately(caller, now)
        is_right = hmac.compare_digest(self.key.encode(), key.encode())
        if len(lately) < TRIES and is_right and self._ends is not None and now < self._ends:
            return True
        lately.append(now)
        self._wrong[caller] = lately
        if len(self._wrong) > CALLERS:
            del self._wrong[next(iter(self._wrong))]
        return False

    def _lately(self, caller: str, now: datetime) -> deque[datetime]:
        return deque((each for each in self._wrong.get(caller, ()) if now - each < PAUSE), maxlen=TRIES)


def _mark(id: str) -> str:
    """What a session is looked up by, so that how long it takes tells nothing of the ids there are."""
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()
