"""The API keeps what its description promises: for what it should take and what it should refuse (schemathesis)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import schemathesis
from flask import Flask
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from archive.model import Memento
from archive.model.moments import stamp_text
from archive.parts import Archive
from archive.web import create_app
from archive.web.api.openapi import describe
from tests.web.town import DAY, hostile, meeting

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 15
PLAIN = {"Accept-Encoding": "identity"}
"""Called without a server, schemathesis does not unpack what it says it takes."""


@pytest.fixture(scope="session")
def unlimited(town: Archive) -> Flask:
    """The application without a limit on how often one may ask."""
    return create_app(replace(town, config=replace(town.config, api_per_minute=0)))


def described() -> schemathesis.BaseSchema:
    """The API as it describes itself; the same cases each time."""
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    generation = GenerationConfig(modes=modes, max_examples=EXAMPLES, deterministic=True)
    config = SchemathesisConfig(seed=1, projects=ProjectsConfig(default=ProjectConfig(generation=generation)))
    return schemathesis.openapi.from_dict(describe("Lillstads arkiv", server="/"), config=config)


api = described()


def checked(case: schemathesis.Case, app: Flask, checks: list[object]) -> int:
    """The status of an answer of the application that passes the checks."""
    case.operation.schema.app = app
    return case.call_and_validate(checks=checks, app=app, headers=PLAIN).status_code


@api.parametrize()
def test_every_answer_and_every_refusal_is_as_described(case: schemathesis.Case, unlimited: Flask) -> None:
    checked(case, unlimited, CHECKS)


@pytest.mark.parametrize("page", [meeting(), hostile()], ids=["plain", "hostile"])
@pytest.mark.parametrize("end", ["", "/mementos", "/mementos/{stamp}"])
def test_a_page_that_is_there_is_as_described(unlimited: Flask, page: Memento, end: str) -> None:
    where = {"id": page.page, "stamp": stamp_text(DAY)}
    named = {name: value for name, value in where.items() if name == "id" or name in end}
    case = api[f"/api/v1/pages/{{id}}{end}"]["GET"].Case(path_parameters=named)
    assert checked(case, unlimited, CHECKS[:-1]) == 200
