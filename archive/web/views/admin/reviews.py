"""Rows of the ledgers to be checked, and the form in which one is: its fields as read, and as a person says. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archive import ledger
from archive.corrections import subject_of
from archive.enrich import events
from archive.enrich.identity import mask
from archive.enrich.limits import Limits
from archive.model import Correction, Decision, DecisionKind, Listed, Memento, Page, Procurement
from archive.reviews import fields_of
from archive.totals import Totals
from archive.web.asked import Asked, Wrong
from archive.web.language import _, later
from archive.web.links import clean, page_url
from archive.web.reviewed import FIELDS, change_text
from archive.web.typed import read_days, read_sum
from archive.web.views.admin import KINDS, REVIEW, checking_url
from archive.web.views.admin.reading import key_of
from archive.web.views.parts import Pager, make_pager, page_count
from archive.web.views.procurements import SIZE, Choice, FormView, ProcurementView, make_form, make_procurement
from archive.web.words import DECISION_KINDS, address_text, capital, moment_text

TEXT_LIMIT = 2_000
DAYS = frozenset({"date", "start", "end"})
STAGES = (events.PLANNED, events.ANNOUNCED, events.AWARDED, events.APPEALED, events.CANCELLED, events.ENDED)
PROCUREMENT_KINDS = ("upphandling", *(name for name, _pattern in events.KINDS))
NEEDED = frozenset({"kind", "text"})
NOT_EMPTY = later("Fältet får inte vara tomt.")
Checked = Decision | Procurement


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A row of the list, and where it is checked."""

    row: ProcurementView
    url: str


@dataclass(frozen=True, kw_only=True)
class ReviewsView:
    """For admin/reviews.html."""

    form: FormView
    rows: tuple[ReviewRow, ...]
    total: str
    pager: Pager


@dataclass(frozen=True, kw_only=True)
class FieldView:
    """A field as it stands; a select when it has choices."""

    name: str
    label: str
    value: str
    choices: tuple[Choice, ...] = ()
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewView:
    """For admin/review.html. `said` are the acts that hold for the row, newest first."""

    title: str
    quote: str
    address: str
    page_url: str
    action: str
    back: str
    fields: tuple[FieldView, ...]
    comment: str
    said: tuple[str, ...]
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a person says of a fact: fields as FieldChange writes them, what cannot be used, and the form as sent."""

    fields: Mapping[str, str] = field(default_factory=dict)
    wrong: tuple[Wrong, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def review_url(page: str, fact: Checked) -> str:
    """Where a fact is checked."""
    return checking_url(page, key_of(subject_of(fact)))


def make_reviews(
    asked: Asked, totals: Totals, unchecked: int, listed: Sequence[Listed[Procurement]], limits: Limits
) -> ReviewsView:
    """A page of the rows to check."""
    rows = tuple(
        ReviewRow(
            row=make_procurement(ledger.procurement(each, limits)),
            url=asked.url(review_url(each.page.id, each.fact)),
        )
        for each in listed
    )
    total = len(totals.ids)
    return ReviewsView(
        form=make_form(asked, totals, REVIEW),
        rows=rows,
        total=_("%(rest)s av %(all)s rader är inte granskade", rest=unchecked, all=total),
        pager=make_pager(asked.page, page_count(total, SIZE), lambda page: asked.url(REVIEW, page=page)),
    )


def fact_named(memento: Memento, key: str) -> Checked | None:
    """The decision or procurement that a form is about; None when it is no longer there."""
    facts = (fact for fact in memento.facts if isinstance(fact, Decision | Procurement))
    return next((fact for fact in facts if key_of(subject_of(fact)) == key), None)


def make_review(page: Page, fact: Checked, corrections: Iterable[Correction], asked: Asked, told: Told) -> ReviewView:
    """The form for a fact, as it stands or as it was sent with something wrong in it."""
    shown, errors = {**_shown(fact), **told.typed}, {each.name: each.text for each in told.wrong}
    said = (each for each in corrections if each.page == page.id and each.what == subject_of(fact))
    return ReviewView(
        title=_("Granska beslut") if isinstance(fact, Decision) else _("Granska upphandling"),
        quote=mask(fact.evidence.text.strip()),
        address=address_text(page.url),
        page_url=page_url(page.id),
        action=asked.url(review_url(page.id, fact)),
        back=asked.url(REVIEW),
        fields=tuple(
            _field(name, value, fact, errors.get(name, "")) for name, value in shown.items() if name in FIELDS
        ),
        comment=told.typed.get("kommentar", ""),
        said=tuple(_said(each) for each in said)[::-1],
        wrong=told.wrong,
    )


def _said(each: Correction) -> str:
    parts = (KINDS[each.kind], each.who, moment_text(each.at), *map(change_text, each.changes), mask(each.comment))
    return " · ".join(part for part in parts if part)


def _shown(fact: Checked) -> dict[str, str]:
    return {name: mask(value) for name, value in fields_of(fact).items()}


def _field(name: str, value: str, fact: Checked, error: str) -> FieldView:
    hints = {"value_sek": _("1 100 000 eller 1,1 mnkr; tomt är okänt")} | dict.fromkeys(
        DAYS, _("2018-06-17; tomt är okänt")
    )
    return FieldView(
        name=name,
        label=_(FIELDS[name]),
        value=value,
        choices=_choices(name, value, fact),
        hint=hints.get(name, ""),
        error=error,
    )


def _choices(name: str, value: str, fact: Checked) -> tuple[Choice, ...]:
    if name == "kind" and isinstance(fact, Decision):
        known: Mapping[str, str] = {kind.value: text for kind, text in DECISION_KINDS.items()}
    elif name == "kind":
        known = {kind: capital(kind) for kind in PROCUREMENT_KINDS}
    elif name == "stage":
        known = {"": _("Okänt")} | {stage: capital(stage) for stage in STAGES}
    else:
        return ()
    every = {**known} if value in known else {value: capital(value), **known}
    return tuple(Choice(value=each, text=text, chosen=each == value) for each, text in every.items())


def read_review(sent: Mapping[str, str], fact: Checked) -> Told:
    """What a form says of a fact. What is left as it was shown stays as it is, hidden numbers too."""
    typed = {name: clean(sent[name], TEXT_LIMIT) for name in (*fields_of(fact), "kommentar") if name in sent}
    shown = _shown(fact)
    fields, wrong = dict[str, str](), list[Wrong]()
    for name, text in typed.items():
        if name == "kommentar" or text == clean(shown[name], TEXT_LIMIT):
            continue
        value = _value(name, text, fact)
        if value is None:
            wrong.append(Wrong(name=name, text=_problem(name, text)))
        else:
            fields[name] = value
    return Told(fields=fields, wrong=tuple(wrong), typed=typed)


def _value(name: str, text: str, fact: Checked) -> str | None:
    """A field's text as FieldChange writes it; None when it cannot be used."""
    if not text:
        return None if name in NEEDED else ""
    if name in DAYS:
        days = read_days(text)
        return days[0].isoformat() if days and days[0] == days[1] else None
    if name == "value_sek":
        value = read_sum(text)
        return None if value is None else str(value)
    if name == "kind" and isinstance(fact, Decision):
        return text if text in set(DecisionKind) else None
    return text


def _problem(name: str, text: str) -> str:
    if not text:
        return _(NOT_EMPTY)
    if name in DAYS:
        return _("”%(said)s” går inte att läsa som en dag. Skriv till exempel 2018-06-17.", said=text)
    return _("”%(said)s” går inte att använda här.", said=text)
