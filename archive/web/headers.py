"""Security headers on every answer. Only our own scripts run, nothing is fetched from elsewhere, no one frames us."""

from __future__ import annotations

from flask import Flask, Response, request

from archive.web.context import is_secure

STILL_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""For the rooms behind the door: nothing runs."""
POLICY = f"{STILL_POLICY}; script-src 'self'; connect-src 'self'"
"""For visitors: the search box's script runs and may ask this site."""
REPLAY_POLICY = "; ".join(
    (
        "sandbox",
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
"""For captures: their bytes are hostile. No script, no form, no request to anyone, an origin of its own.

Only a page of ours may show one in a frame.
"""
FRAMING_POLICY = f"{POLICY}; frame-src 'self'"
"""For the page that shows a capture in a frame."""
STILL_FRAMING_POLICY = f"{STILL_POLICY}; frame-src 'self'"
"""For the page behind the door that shows a capture in a frame."""

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}

TLS_ONLY = "max-age=31536000"
"""For a year browsers come by TLS alone (RFC 6797). Hosts below ours are not ours to speak for."""

SHARED = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Expose-Headers": (
        "ETag, Kommunarkiv-Seq, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    ),
    "Access-Control-Max-Age": "86400",
}
"""For answers to programs: pages of other sites may read them, for they say nothing but what is public."""


def register(app: Flask) -> None:
    """Put the headers on every answer; one that brought its own policy keeps it."""
    app.after_request(secured)


def secured(response: Response) -> Response:
    """The answer with every header set."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("Cache-Control", "no-cache")
    for name, value in COMMON.items():
        response.headers.setdefault(name, value)
    if response.headers["Content-Security-Policy"] == REPLAY_POLICY:
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    if is_secure():
        response.headers["Strict-Transport-Security"] = TLS_ONLY
    if request.path.startswith("/api/"):
        response.headers.update(SHARED)
    return response
