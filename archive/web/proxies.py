"""Behind proxies of ours: their word on who asks, by which scheme and name, is taken. Nobody else's is."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

TRUSTED = "TRUSTED_PROXIES"
"""The application's setting that the server reads: it takes the headers away when there is no proxy."""


def register(app: Flask, count: int) -> None:
    """Believe the last `count` entries of X-Forwarded-For, -Proto and -Host; none when it is 0."""
    app.config[TRUSTED] = count
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
