"""The examples of docs/api.md answer as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import reduce
from typing import Any

import pytest
from flask.testing import FlaskClient

from archive.web.api.operations import OPERATIONS
from archive.web.api.problems import TYPES
from tests.project.tree import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text("utf-8")
CLAIM = re.compile(r"(?:line (?P<line>\d+) )?(?P<path>\S+) is (?P<value>.+)")


def examples() -> Iterator[Any]:
    for block in re.findall(r"```\nGET (.+?)\n```", TEXT, flags=re.DOTALL):
        url, *claims = block.splitlines()
        yield pytest.param(url, claims, id=url)


def value(held: Any, path: str) -> Any:
    """What stands at a path of names and places."""
    return reduce(lambda at, step: at[int(step)] if isinstance(at, list) else at[step], path.split("."), held)


@pytest.mark.parametrize(("url", "claims"), list(examples()))
def test_an_example_answers_as_the_document_says(client: FlaskClient, url: str, claims: list[str]) -> None:
    text = client.get(url).get_data(as_text=True)
    for claim in map(CLAIM.fullmatch, claims):
        assert claim
        held = json.loads(text.splitlines()[int(claim["line"])] if claim["line"] else text)
        assert value(held, claim["path"]) == json.loads(claim["value"]), claim[0]


def test_every_operation_is_spoken_of() -> None:
    assert [each.path for each in OPERATIONS if each.path.partition("{")[0].rstrip("/") not in TEXT] == []


def test_every_type_of_problem_is_explained_with_its_status() -> None:
    said = set(re.findall(r"^\| `#problem-([a-z-]+)` \| (\d+) \|", TEXT, flags=re.MULTILINE))
    assert said == {(name, str(status)) for status, name in TYPES.items()} | {("bad-parameter", "400")}
