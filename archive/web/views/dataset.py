"""What the archive is as open data, by DCAT-AP-SE 3 (the Swedish profile of DCAT-AP, docs.dataportal.se/dcat). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from archive.config import Config
from archive.web.views.feeds import DECISIONS, PROCUREMENTS, SEARCH, xml_text

PATH = "/dataset.rdf"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
"""The licence of the description itself: the profile allows no other for a catalogue."""
LANGUAGE = "http://publications.europa.eu/resource/authority/language/SWE"
THEME = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """A way to the data: what it is called, what one gets there, its media type, and from where."""

    name: str
    title: str
    description: str
    format: str
    path: str
    is_file: bool = False
    is_api: bool = False


DISTRIBUTIONS = (
    Distribution(
        name="api",
        title="API",
        description="Sökning, sidor, versioner, beslut och upphandlingar som JSON.",
        format="application/json",
        path="/api/v1/status",
        is_api=True,
    ),
    Distribution(
        name="export",
        title="Hela arkivet",
        description="Varje sökbar sida med text, uppgifter och belägg, ett JSON-värde per rad.",
        format="application/x-ndjson",
        path="/api/v1/export",
        is_file=True,
    ),
    Distribution(
        name="andringar",
        title="Ändringar",
        description="Sidor som har kommit till, ändrats eller tagits bort sedan ett nummer.",
        format="application/x-ndjson",
        path="/api/v1/changes",
        is_file=True,
    ),
    *(
        Distribution(
            name=path.strip("/").removesuffix(".atom"),
            title=title,
            description=f"{title} som flöde, de 50 senaste.",
            format="application/atom+xml",
            path=path,
            is_file=True,
        )
        for path, title in ((SEARCH, "Nya sidor"), (DECISIONS, "Nya beslut"), (PROCUREMENTS, "Nya upphandlingar"))
    ),
)


@dataclass(frozen=True, kw_only=True)
class DatasetView:
    """For dataset.xml. `contact` is an IRI, empty when the archive names none; `first` and `last` are ISO days."""

    title: str
    description: str
    publisher: str
    contact: str
    licence: str
    first: str
    last: str
    keywords: tuple[str, ...] = ("nyheter", "beslut", "upphandling", "kommun", "webbarkiv")
    distributions: tuple[Distribution, ...] = DISTRIBUTIONS

    @property
    def is_mail(self) -> bool:
        """True when the contact is an e-mail address."""
        return self.contact.startswith("mailto:")


def make_dataset(config: Config, first: str = "", last: str = "") -> DatasetView:
    """The description of an archive that holds pages of this period."""
    title = xml_text(config.title)
    return DatasetView(
        title=title,
        description=f"{title}: publicerade kommunala sidor som de såg ut, med text, datum, enheter, ämnen, beslut, "
        "upphandlingar och belopp, var och en med meningen som säger det.",
        publisher=title,
        contact=contact_iri(config.contact),
        licence=xml_text(config.licence),
        first=first,
        last=last,
    )


def contact_iri(contact: str) -> str:
    """An e-mail address or a web address as an IRI; empty when it is neither."""
    bare = contact.strip()
    if bare.startswith(("https://", "http://", "mailto:")):
        return bare
    is_mail = "@" in bare and " " not in bare
    return f"mailto:{bare}" if is_mail else ""
