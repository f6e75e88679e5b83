"""The OpenAPI 3.1 description, made from the table of operations. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from archive import __version__
from archive.web.api.forms import Problem
from archive.web.api.operations import JSON, OPERATIONS, Operation, Parameter
from archive.web.api.schemas import components, schema
from archive.web.links import CHOSEN_LIMIT

Json = dict[str, Any]
PATH = "/api/openapi.json"
PROBLEM = "application/problem+json"
REFUSALS: Mapping[str, str] = {
    "400": "A parameter is unknown or cannot be used; `errors` names it.",
    "429": "Too many requests from this address; wait for as many seconds as Retry-After says.",
    "500": "Our fault; it is logged.",
    "503": "The index is being rebuilt; try again in a few minutes.",
}
ETAG = {"description": "A digest of the answer; send it back as If-None-Match.", "schema": {"type": "string"}}
LINK = {"description": 'Where the list goes on: <…>; rel="next" (RFC 8288).', "schema": {"type": "string"}}
SEQ = {"description": "The number of the newest change when the answer began.", "schema": {"type": "integer"}}


def describe(title: str, *, server: str, licence: str = "", operations: Iterable[Operation] = OPERATIONS) -> Json:
    """The description of an archive's API at a server's address."""
    table = tuple(operations)
    info: Json = {"title": title, "version": __version__, "description": "Read-only. Texts are Swedish."}
    if licence:
        info["license"] = {"name": licence, "url": licence}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": info,
        "servers": [{"url": server}],
        "paths": {operation.path: {"get": _operation(operation)} for operation in table},
        "components": {"schemas": components([Problem, *(each.answer for each in table)])},
    }


def _operation(operation: Operation) -> Json:
    refused = {status: _refusal(said) for status, said in REFUSALS.items()}
    if operation.names_in_path:
        refused["404"] = _refusal("There is no such page, or no version of it at that moment.")
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [_parameter(each, operation) for each in operation.parameters],
        "responses": {"200": _good(operation), "304": {"description": "Not changed."}, **refused},
    }


def _good(operation: Operation) -> Json:
    held = schema(operation.answer)
    if operation.media == JSON:
        content: Json = {"schema": held}
        headers = {"ETag": ETAG, "Link": LINK}
    else:
        content = {"schema": {"type": "string"}, "x-line-schema": held}
        headers = {"Kommunarkiv-Seq": SEQ}
    return {"description": operation.summary, "headers": headers, "content": {operation.media: content}}


def _refusal(said: str) -> Json:
    return {"description": said, "content": {PROBLEM: {"schema": schema(Problem)}}}


def _parameter(parameter: Parameter, operation: Operation) -> Json:
    is_in_path = parameter.name in operation.names_in_path
    held = parameter.kind.schema()
    if parameter.many:
        held = {"type": "array", "items": held, "maxItems": CHOSEN_LIMIT}
    return {
        "name": parameter.name,
        "in": "path" if is_in_path else "query",
        "required": parameter.required,
        "description": parameter.help,
        "schema": held,
    }
