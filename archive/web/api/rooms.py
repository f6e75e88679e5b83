"""`/api/v1`: a route for each operation of the table, and the description at `/api/openapi.json`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, json, jsonify, redirect, request

from archive.web.api.answering import ANSWERS
from archive.web.api.forms import ROOT
from archive.web.api.lines import LINE_ANSWERS
from archive.web.api.openapi import PATH, describe
from archive.web.api.operations import OPERATIONS, Operation
from archive.web.api.reading import read_asked
from archive.web.api.schemas import written
from archive.web.context import address, asked, this_archive

rooms = Blueprint("api", __name__)
HANDLERS = {**ANSWERS, **LINE_ANSWERS}


def _view(operation: Operation, **path: str) -> Response:
    """The checked request's answer, with a tag by which the same one need not be sent again (RFC 9110 8.8.3)."""
    held = HANDLERS[operation.name](read_asked(operation, asked(), path))
    response = held if isinstance(held, Response) else _json(held)
    return response if response.is_streamed else conditional(response)


def _json(held: Any) -> Response:
    response = Response(json.dumps(written(held)) + "\n", content_type="application/json")
    if following := getattr(held, "next", None):
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def conditional(response: Response) -> Response:
    """Tagged by its content; 304 when the caller has it already."""
    response.add_etag()
    response.make_conditional(request)
    return response


def _route(operation: Operation) -> None:
    def view(**path: str) -> Response:
        return _view(operation, **path)

    rooms.add_url_rule(operation.rule, operation.name, view)


for _operation in OPERATIONS:
    if _operation.strict:
        _route(_operation)


@rooms.get(PATH)
def description() -> Response:
    """The OpenAPI description."""
    config = this_archive().config
    return conditional(jsonify(describe(config.title, server=address(), licence=config.licence)))


@rooms.get(ROOT)
def entrance() -> Response:
    """Where the API begins: its description."""
    response = redirect(PATH)
    return Response(response.get_data(), response.status_code, response.headers)
