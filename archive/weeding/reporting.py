"""The proof of a removal, to be filed: a page, a PDF of it, JSON. It holds no word of what was removed."""

from __future__ import annotations

from archive.enrich.identity import mask
from archive.errors import NotFound
from archive.model import AuditEntry, Check, Removal
from archive.model.moments import stamp_text
from archive.paper import print_pdf, rendered
from archive.parts import Archive
from archive.store.codec import plain
from archive.weeding.proving import digest_of

CHECKS = {
    "pages": "sidor som går att öppna",
    "versions": "versioner i databasen",
    "captures": "hämtningar i databasen",
    "vault": "hämtningar som går att läsa ur WARC-filerna",
    "index": "dokument i sökregistret",
    "journal": "sidor som ändringsflödet säger går att hitta",
}
"""What was looked for, in words."""
UNPROVED = "Gallringen är inte genomförd än, så det finns inget bevis."


def report_json(removal: Removal) -> dict[str, object]:
    """The removal with its proof as JSON values, and the digest that the audit log holds. Raises NotFound."""
    if removal.proof is None:
        raise NotFound(UNPROVED)
    said: dict[str, object] = plain(removal)
    return said | {"sha256": digest_of(removal, removal.proof)}


def report_html(archive: Archive, removal: Removal) -> str:
    """The proof as a page that stands on its own. Raises NotFound while there is none."""
    if removal.proof is None:
        raise NotFound(UNPROVED)
    return rendered(
        "report/removal.html",
        site=archive.config.title,
        removal=removal,
        proof=removal.proof,
        said={name: mask(getattr(removal, name)) for name in ("reference", "reason", "ground", "comment")},
        digest=digest_of(removal, removal.proof),
        checks=tuple((words_of(each), each.found) for each in removal.proof.checks),
        stamp=stamp_text,
        is_whole={each.page for each in removal.targets if each.at is None},
        act=act_of(archive, removal),
    )


def words_of(check: Check) -> str:
    """What a check looked for, in Swedish."""
    return CHECKS.get(check.name, check.name)


def act_of(archive: Archive, removal: Removal) -> AuditEntry | None:
    """The act of the audit log that holds the proof's digest, when it is still as it was kept."""
    if removal.proof is None:
        return None
    act = next(archive.store.audit.all(before=removal.proof.audit + 1), None)
    is_ours = act is not None and act.digest == removal.proof.signature
    return act if act and is_ours and digest_of(removal, removal.proof) in act.detail else None


def report_pdf(archive: Archive, removal: Removal) -> bytes:
    """The proof as PDF. Raises NotFound, CannotPrint, TooMuchToPrint, Busy."""
    return print_pdf(report_html(archive, removal))
