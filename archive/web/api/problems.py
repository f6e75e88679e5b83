"""Errors for programs: problem+json (RFC 9457). Title and detail are Swedish, the list of bad parameters English."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response, json

from archive.web.api.forms import ParameterError, Problem
from archive.web.api.openapi import PROBLEM
from archive.web.api.reading import BadParameters
from archive.web.api.schemas import written

TYPES: Mapping[int, str] = {
    400: "bad-request",
    401: "log-in",
    404: "not-found",
    405: "not-allowed",
    410: "removed",
    429: "too-many-requests",
    500: "our-fault",
    503: "search-closed",
}
"""What the fragment of `type` says of each status; docs/api.md explains them."""
BASE = "/api/openapi.json#problem-"
BAD_PARAMETERS = "Frågan har en parameter som inte kan användas"
SEE = "Vilken och varför står i errors."


def problem(status: int, title: str, text: str, errors: tuple[ParameterError, ...] = ()) -> Response:
    """The answer of an error."""
    kind = "bad-parameter" if errors else TYPES.get(status)
    said = Problem(
        type=f"{BASE}{kind}" if kind else "about:blank", status=status, title=title, detail=text, errors=errors
    )
    return Response(json.dumps(written(said)), status, content_type=PROBLEM)


def register(app: Flask) -> None:
    """Answer requests with parameters that cannot be used."""
    app.register_error_handler(BadParameters, lambda error: problem(400, BAD_PARAMETERS, SEE, error.errors))
