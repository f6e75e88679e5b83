"""Every request is timed: for `/metrics`, and as a line in the log that names the route and nothing of who or what."""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Histogram

from archive.logs import network, told

KEY = "kommunarkiv.seconds"
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)
"""Seconds at which answers are counted."""
QUIET = frozenset({"static", "start.health", "metrics.figures"})
"""What is asked for all the time: logged for those who look for faults only."""
_log = logging.getLogger("archive.web.requests")


def register(app: Flask) -> None:
    """Time what the application answers. Call it first: then it ends last."""
    registry = CollectorRegistry()
    app.extensions[KEY] = (
        registry,
        Histogram(
            "kommunarkiv_request_seconds",
            "Time from a request to its answer's first byte.",
            ("endpoint", "status"),
            buckets=BOUNDS,
            registry=registry,
        ),
    )
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - g.began if "began" in g else 0.0
    endpoint = request.endpoint or "none"
    current_app.extensions[KEY][1].labels(endpoint, f"{response.status_code // 100}xx").observe(seconds)
    level = logging.DEBUG if endpoint in QUIET and response.status_code < 400 else logging.INFO
    if _log.isEnabledFor(level):
        _log.log(level, "request", extra=_fields(response.status_code, seconds))
    return response


def _fields(status: int, seconds: float) -> dict[str, object]:
    route = request.url_rule.rule if request.url_rule else "-"
    method = request.method if request.method.isalpha() and len(request.method) < 10 else "-"
    whence = network(request.remote_addr or "")
    return told(method=method, route=route, status=status, ms=round(seconds * 1000, 1), network=whence)
