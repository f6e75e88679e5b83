"""Every operation of the API, once: routes, checks and the OpenAPI description all derive from this table. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from archive.answers import MOST
from archive.facets import FACETS
from archive.model import DecisionKind
from archive.web.api import forms, page_forms
from archive.web.api.cursors import FORM
from archive.web.api.kinds import Choice, Coded, Day, Free, Kind, Moment, Text, Whole
from archive.web.links import SIZE, SORTS, TEXT_LIMIT, VALUE_LIMIT

JSON = "application/json"
LINES = "application/x-ndjson"
CHANGES_MOST = 10_000
SEK_MOST = 10**15
AGAINST = ("över", "under", "oklart")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of the query, or of the path when that names it. `many`: may be repeated, any will do."""

    name: str
    kind: Kind
    help: str
    many: bool = False
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A GET. `answer` is the dataclass it answers with, of line-wise media the type of a line.

    What is not `strict` takes any parameter and answers bad ones with a note.
    """

    name: str
    path: str
    summary: str
    answer: Any
    parameters: tuple[Parameter, ...] = ()
    media: str = JSON
    strict: bool = True

    @property
    def names_in_path(self) -> tuple[str, ...]:
        """The parameters that stand in the path."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @property
    def rule(self) -> str:
        """The path as Flask writes it."""
        return self.path.replace("{", "<").replace("}", ">")


DECISION_FACETS = ("kommun", "forvaltning", "amne", "kalla")
LABELS = {each.field.name: each.field.label for each in FACETS}

CURSOR = Parameter(
    name="cursor",
    kind=Coded(pattern=FORM, says="is not a cursor of this API"),
    help="Where to go on: take it from `next` of the answer before; all other parameters must be the same.",
)


def _size(usual: int = SIZE) -> Parameter:
    return Parameter(name="size", kind=Whole(least=1, most=MOST, usual=usual), help="How many to give at a time.")


QUESTION = (
    Parameter(name="q", kind=Text(limit=TEXT_LIMIT), help="Words in the query language; every text is a valid query."),
    *(
        Parameter(name=each.field.name, kind=Text(limit=VALUE_LIMIT), help=f"Facet: {each.field.label}.", many=True)
        for each in FACETS
    ),
    Parameter(
        name="vid",
        kind=Coded(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2}|alltid)$", says="must be a day as YYYY-MM-DD, or alltid"),
        help="The pages as they stood on a day, or all versions ever (`alltid`).",
    ),
)
SORT = Parameter(name="sort", kind=Choice(words=tuple(SORTS)), help="Order: by relevance, newest or oldest first.")
PERIOD = (
    Parameter(name="from", kind=Day(), help="First day, included."),
    Parameter(name="to", kind=Day(), help="Last day, included."),
    Parameter(name="unit", kind=Text(limit=VALUE_LIMIT), help="The unit's name, without regard to case."),
)
OF_TOWN = Parameter(
    name="kommun", kind=Text(limit=VALUE_LIMIT), help="Only those of this municipality, by its name or its path."
)
PAGE_ID = Parameter(
    name="id", kind=Coded(pattern="^[0-9a-f]{16}$", says="must be 16 hex digits"), help="The page's id.", required=True
)
STAMP = Parameter(name="stamp", kind=Moment(), help="The version in force at this moment (UTC).", required=True)


def _loose(name: str, help: str) -> Parameter:
    return Parameter(name=name, kind=Free(), help=help)


OPERATIONS = (
    Operation(
        name="search",
        path="/api/v1/search",
        summary="Search the archive.",
        answer=forms.SearchAnswer,
        parameters=(*QUESTION, SORT, _size(), CURSOR),
    ),
    Operation(
        name="facets",
        path="/api/v1/facets",
        summary="Count the values of every facet over all pages that match.",
        answer=forms.FacetAnswer,
        parameters=QUESTION,
    ),
    Operation(
        name="pages",
        path="/api/v1/pages",
        summary="List pages by id.",
        answer=page_forms.PageAnswer,
        parameters=(
            Parameter(name="source", kind=Text(limit=VALUE_LIMIT), help="Only pages of this source."),
            OF_TOWN,
            Parameter(name="url", kind=Text(limit=2_000), help="Only the page of this address."),
            _size(),
            CURSOR,
        ),
    ),
    Operation(
        name="page",
        path="/api/v1/pages/{id}",
        summary="A page: where it is, where it was, since when.",
        answer=page_forms.PageForm,
        parameters=(PAGE_ID,),
    ),
    Operation(
        name="mementos",
        path="/api/v1/pages/{id}/mementos",
        summary="List the versions of a page, oldest first.",
        answer=page_forms.MementoList,
        parameters=(PAGE_ID, _size(), CURSOR),
    ),
    Operation(
        name="memento",
        path="/api/v1/pages/{id}/mementos/{stamp}",
        summary="A version of a page: text, and facts with their evidence.",
        answer=page_forms.MementoForm,
        parameters=(PAGE_ID, STAMP),
    ),
    Operation(
        name="decisions",
        path="/api/v1/decisions",
        summary="List decisions, newest first.",
        answer=forms.DecisionAnswer,
        parameters=(
            QUESTION[0],
            *PERIOD,
            Parameter(name="kind", kind=Choice(words=tuple(DecisionKind)), help="Who decided."),
            *(
                Parameter(name=name, kind=Text(limit=VALUE_LIMIT), help=f"Facet: {LABELS[name]}.", many=True)
                for name in DECISION_FACETS
            ),
            Parameter(name="vid", kind=Day(), help="As the pages stood at the end of a day."),
            _size(),
            CURSOR,
        ),
    ),
    Operation(
        name="procurements",
        path="/api/v1/procurements",
        summary="List procurements, newest first.",
        answer=forms.ProcurementAnswer,
        parameters=(
            *PERIOD,
            OF_TOWN,
            Parameter(name="kind", kind=Text(limit=VALUE_LIMIT), help="The kind, a Swedish term: direktupphandling."),
            Parameter(name="min_sek", kind=Whole(least=0, most=SEK_MOST), help="At least so many kronor."),
            Parameter(name="stage", kind=Text(limit=VALUE_LIMIT), help="How far it has come, a Swedish term."),
            Parameter(name="supplier", kind=Text(limit=VALUE_LIMIT), help="A part of the supplier's name."),
            Parameter(name="against", kind=Choice(words=AGAINST), help="How the value compares with that day's limit."),
            Parameter(
                name="reviewed", kind=Choice(words=("true", "false")), help="Whether a person has checked the row."
            ),
            Parameter(name="vid", kind=Day(), help="As the pages stood at the end of a day."),
            _size(),
            CURSOR,
        ),
    ),
    Operation(
        name="units",
        path="/api/v1/units",
        summary="List the organisational units of the archived municipalities, by name.",
        answer=forms.UnitAnswer,
        parameters=(OF_TOWN, _size(), CURSOR),
    ),
    Operation(
        name="status",
        path="/api/v1/status",
        summary="What the archive holds, and whether it is well.",
        answer=forms.StatusAnswer,
    ),
    Operation(
        name="changes",
        path="/api/v1/changes",
        summary="What has changed since a number, the newest change of each page, oldest first; one line each.",
        answer=page_forms.ChangeLine,
        media=LINES,
        parameters=(
            Parameter(name="since", kind=Whole(least=0, most=2**53, usual=0), help="The last number you have."),
            Parameter(name="limit", kind=Whole(least=1, most=CHANGES_MOST, usual=1_000), help="Lines at the most."),
        ),
    ),
    Operation(
        name="export",
        path="/api/v1/export",
        summary="Every page that may be found, by id, with its newest version or all; one line each, the first says "
        "which number to go on from.",
        answer=page_forms.ExportHead | page_forms.ExportLine,
        media=LINES,
        parameters=(
            Parameter(name="mementos", kind=Choice(words=("newest", "all")), help="Which versions; newest is usual."),
            Parameter(name="after", kind=PAGE_ID.kind, help="Go on behind this page, when an export was cut off."),
        ),
    ),
    Operation(
        name="sok",
        path="/api/sok",
        summary="The search page as JSON: its parameters, its notes.",
        answer=forms.PagedSearchAnswer,
        strict=False,
        parameters=(
            _loose("q", "Words in the query language."),
            *(_loose(each.field.name, f"Facet: {each.field.label}.") for each in FACETS),
            _loose("vid", "The pages as they stood on a day."),
            _loose("sort", "relevans, nyast or aldst."),
            _loose("sida", "Page number from 1."),
            _loose("antal", f"Hits on a page, 1 to {MOST}."),
        ),
    ),
    Operation(
        name="forslag",
        path="/api/forslag",
        summary="What to search for, for what has been typed so far.",
        answer=forms.ProposalAnswer,
        strict=False,
        parameters=(_loose("q", "What has been typed."),),
    ),
)
