"""The procurement ledger as a page: the form, the rows, what they come to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.ledger import ProcurementRow
from archive.totals import Totals
from archive.web.asked import AGAINST, UNKNOWN, Asked, Wrong
from archive.web.language import _, later
from archive.web.links import page_url
from archive.web.views.parts import Link, Pager, Said, make_pager, page_count
from archive.web.views.sums import SumsView, make_sums
from archive.web.words import (
    COMPARISONS,
    address_text,
    capital,
    count_text,
    day_text,
    moment_text,
    money_text,
    review_text,
    short_text,
)

PATH = "/upphandling"
SIZE = 25
TEXT = 400
CHOICES = 300
FORMATS = (("csv", "CSV"), ("xlsx", "Excel"), ("jsonl", "JSON Lines"))
FIELDS: Mapping[str, str] = {
    "fran": later("Från och med"),
    "till": later("Till och med"),
    "minst": later("Minsta värde"),
    "slag": later("Slag"),
    "skede": later("Skede"),
    "grans": later("Mot direktgränsen"),
    "enhet": later("Enhet"),
    "leverantor": later("Leverantör"),
    "granskad": later("Granskad"),
    "vid": later("Som sidorna stod den"),
}
"""Labels of the form, which the error summary repeats."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An option of a select, with how many rows it gives."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class FormView:
    """The filters as typed, what may be chosen, and what is wrong; both by name."""

    path: str
    labels: Mapping[str, str]
    typed: Mapping[str, str]
    choices: Mapping[str, tuple[Choice, ...]]
    errors: Mapping[str, str]
    more_open: bool


@dataclass(frozen=True, kw_only=True)
class ProcurementView:
    """A row of the procurement ledger. `against` says how the value compares with the limit of that day."""

    what: str
    kind: str
    stage: str
    supplier: str
    value: str
    when: str
    day: str
    unit: str
    limit: str
    unverified: bool
    against: str
    period: str
    quote: str
    review: str
    url: str
    address: str
    version_url: str
    version: str
    sha256: str
    rule: str
    source: str


@dataclass(frozen=True, kw_only=True)
class ProcurementsView:
    """For procurements.html."""

    form: FormView
    rows: tuple[ProcurementView, ...]
    total: str
    left_out: tuple[Said, ...]
    sums: SumsView | None
    pager: Pager
    notes: tuple[Said, ...]
    exports: tuple[Link, ...]
    all_url: str

    @property
    def is_narrowed(self) -> bool:
        """True when something has been asked for."""
        return any(self.form.typed.values())


def make_page(asked: Asked, totals: Totals, rows: Sequence[ProcurementRow], *, path: str = PATH) -> ProcurementsView:
    """The page; without rows, sums and exports when a field cannot be used."""
    total = len(totals.ids)
    is_whole = bool(total) and not asked.wrong
    return ProcurementsView(
        form=make_form(asked, totals, path),
        rows=tuple(make_procurement(row, as_of=asked.as_of is not None) for row in rows),
        total=total_text(totals) if is_whole else "",
        left_out=_left_out(asked, totals, path) if not asked.wrong else (),
        sums=make_sums(asked, totals, path) if is_whole else None,
        pager=make_pager(asked.page, page_count(total, SIZE), lambda page: asked.url(path, page=page)),
        notes=_notes(asked, path),
        exports=_exports(asked) if is_whole else (),
        all_url=path,
    )


def make_form(asked: Asked, totals: Totals, path: str = PATH) -> FormView:
    """The form, its choices counted."""
    typed, counts = asked.typed, totals.counts
    stages = {stage or UNKNOWN: count for stage, count in counts.get("stage", {}).items()}
    limits = {name: counts.get("against", {}).get(value, 0) for name, value in AGAINST.items()}
    reviewed = {name: counts.get("reviewed", {}).get(name, 0) for name in ("ja", "nej")}
    units = {unit: count for unit, count in counts.get("unit", {}).items() if unit}
    choices = {
        "slag": _choices(counts.get("kind", {}), typed.get("slag", "")),
        "skede": _choices(stages, typed.get("skede", "")),
        "enhet": _choices(units, typed.get("enhet", "")),
        "grans": _choices(limits, typed.get("grans", ""), known=True),
        "granskad": _choices(reviewed, typed.get("granskad", ""), known=True),
    }
    return FormView(
        path=path,
        labels={name: _(label) for name, label in FIELDS.items()},
        typed={name: typed.get(name, "") for name in FIELDS},
        choices=choices,
        errors=dict.fromkeys(FIELDS, "") | {each.name: each.text for each in asked.wrong},
        more_open=any(name in typed for name in ("leverantor", "granskad", "vid", "enhet", "skede")),
    )


def _choices(counts: Mapping[str, int], chosen: str, *, known: bool = False) -> tuple[Choice, ...]:
    """The options, by name or as they are `known`; what is chosen stays among them."""
    told = dict(counts) if known else dict(sorted(counts.items(), key=lambda pair: pair[0].casefold())[:CHOICES])
    if chosen and chosen not in told and not known:
        told[chosen] = counts.get(chosen, 0)
    return tuple(
        Choice(value=value, text=f"{_choice_text(value)} ({count})", chosen=value == chosen)
        for value, count in told.items()
    )


def _choice_text(value: str) -> str:
    texts = {
        UNKNOWN: _("Okänt skede"),
        "over": _("Över gränsen"),
        "under": _("Under gränsen eller lika"),
        "oklart": _("Går inte att jämföra"),
        "ja": _("Av en människa"),
        "nej": _("Inte än"),
    }
    return texts.get(value) or capital(short_text(value, 80))


def total_text(totals: Totals) -> str:
    """What the rows come to: "23 rader, 18 med belopp, sammanlagt 14,2 miljoner kr"."""
    rows = count_text(len(totals.ids), "rad", "rader")
    if not totals.valued:
        return _("%(rows)s, ingen med belopp", rows=rows)
    said = _("%(rows)s, %(valued)s med belopp, sammanlagt %(sum)s")
    return said % {"rows": rows, "valued": totals.valued, "sum": money_text(totals.sek)}


def typed_pairs(asked: Asked) -> tuple[tuple[str, str], ...]:
    """What the form asked for, in words."""
    said = {"grans", "granskad"}
    return tuple((_(FIELDS[n]), _choice_text(v) if n in said or v == UNKNOWN else v) for n, v in asked.typed.items())


def _left_out(asked: Asked, totals: Totals, path: str) -> tuple[Said, ...]:
    """Rows that a filter leaves out for want of a day or a sum, with the way to them."""
    found: list[Said] = []
    if totals.unvalued:
        rows = count_text(totals.unvalued, "rad", "rader")
        link = Link(text=_("Visa också dem under minsta värdet"), url=asked.url(path, minst=""))
        found.append(Said(text=_("%(rows)s till saknar belopp och är inte med.", rows=rows), link=link))
    if totals.undated:
        rows = count_text(totals.undated, "rad", "rader")
        link = Link(text=_("Visa alla dagar"), url=asked.url(path, fran="", till=""))
        found.append(Said(text=_("%(rows)s till saknar datum och är inte med.", rows=rows), link=link))
    return tuple(found)


def _notes(asked: Asked, path: str) -> tuple[Said, ...]:
    notes = tuple(Said(text=text) for text in asked.notes)
    if asked.as_of is None or asked.wrong:
        return notes
    link = Link(text=_("Tillbaka till dagens sidor"), url=asked.url(path, vid=""))
    text = _("Du ser raderna som sidorna stod %(day)s, så långt de är sparade.", day=day_text(asked.as_of))
    return (*notes, Said(text=text, link=link))


def _exports(asked: Asked) -> tuple[Link, ...]:
    files = tuple(Link(text=text, url=asked.url(f"{PATH}.{end}")) for end, text in FORMATS)
    return (*files, Link(text="OCDS", url=asked.url(f"{PATH}/ocds.json")))


def make_procurement(row: ProcurementRow, *, as_of: bool = False) -> ProcurementView:
    """A procurement as a row. Where the source does not name what was bought, its sentence is what is shown."""
    sentence = short_text(row.evidence.strip(), TEXT)
    value = "" if row.value_sek is None else money_text(row.value_sek)
    limit = "" if row.limit_sek is None else money_text(row.limit_sek)
    return ProcurementView(
        what=capital(row.object or sentence),
        kind=row.kind,
        stage=row.stage or "",
        supplier=row.supplier or "",
        value=value,
        when=day_text(row.date) if row.date else _("Utan datum"),
        day=row.date.isoformat() if row.date else "",
        unit=row.unit or "",
        limit=limit,
        unverified=row.limit_verified is False,
        against=COMPARISONS[row.against],
        period=_period(row),
        quote=sentence if row.object else "",
        review=_review(row),
        url=row.memento if as_of else page_url(row.page),
        address=address_text(row.url),
        version_url=row.memento,
        version=moment_text(row.captured_at),
        sha256=row.sha256,
        rule=row.rule,
        source=row.source,
    )


def _review(row: ProcurementRow) -> str:
    said = review_text(row.review, row.reviewed_at)
    return _("%(said)s av %(who)s", said=said, who=row.reviewed_by) if said and row.reviewed_by else said


def _period(row: ProcurementRow) -> str:
    """When the contract runs, as far as it is said."""
    if row.start and row.end:
        return _("Avtal %(start)s – %(end)s", start=day_text(row.start), end=day_text(row.end))
    if row.start:
        return _("Avtal från %(start)s", start=day_text(row.start))
    return _("Avtal till %(end)s", end=day_text(row.end)) if row.end else ""


def error_links(wrong: tuple[Wrong, ...]) -> tuple[Link, ...]:
    """The error summary: each error leads to its field."""
    return tuple(Link(text=f"{_(FIELDS[each.name])}: {each.text}", url=f"#{each.name}") for each in wrong)
