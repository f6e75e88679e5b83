"""How often one address may ask /api/: counted in memory, said in every answer, refused with 429."""

from __future__ import annotations

import time

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter
from flask_limiter.util import get_remote_address

UNCOUNTED = frozenset({"/api/forslag"})
"""Asked at every key that is pressed."""


def register(app: Flask, per_minute: int) -> None:
    """Count the requests to /api/ of each address; 0 counts nothing."""
    if not per_minute:
        return
    allowed = ApplicationLimit(f"{per_minute}/minute", exempt_when=_is_uncounted)
    limiter = Limiter(get_remote_address, application_limits=[allowed], storage_uri="memory://", app=app)

    def said(response: Response) -> Response:
        """The answer with what is left (IETF draft ratelimit-headers; Reset and Retry-After in seconds)."""
        if (current := limiter.current_limit) is not None:
            seconds = str(max(1, round(current.reset_at - time.time())))
            response.headers["RateLimit-Limit"] = str(per_minute)
            response.headers["RateLimit-Remaining"] = str(max(0, current.remaining))
            response.headers["RateLimit-Reset"] = seconds
            if response.status_code == 429:
                response.headers["Retry-After"] = seconds
        return response

    app.after_request(said)


def _is_uncounted() -> bool:
    return not request.path.startswith("/api/") or request.path in UNCOUNTED
