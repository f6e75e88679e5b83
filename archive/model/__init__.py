"""What the archive knows: pages, mementos, facts with their evidence, corrections, units, runs.

Terms follow RFC 7089 (memento, timemap) and WARC 1.1. Swedish legal terms without an English twin stay Swedish as
values; docs/glossary.md explains them. Standard library only.
"""

from archive.model.audit import AuditEntry
from archive.model.corrections import REVIEWS, Correction, CorrectionKind, FieldChange, Review, Subject
from archive.model.decided import Decided
from archive.model.facts import (
    AmountFact,
    CaseFact,
    Certainty,
    DateFact,
    DateKind,
    Decision,
    DecisionKind,
    Evidence,
    Fact,
    LawFact,
    Part,
    Precision,
    Procurement,
    TopicFact,
    Unit,
    UnitFact,
    UnitKind,
    YearFact,
)
from archive.model.handouts import Handed, Handout
from archive.model.jobs import Job, JobState, Signs, Worker
from archive.model.ledger import Listed
from archive.model.pages import (
    Change,
    Cut,
    Deed,
    Entry,
    Findable,
    Kept,
    Memento,
    Page,
    PageState,
    Reading,
    Saved,
    Section,
)
from archive.model.people import Account, Invitation, LogIn, Role
from archive.model.runs import (
    Alert,
    AlertKind,
    Run,
    RunState,
    Tally,
)

__all__ = [
    "REVIEWS",
    "Account",
    "Alert",
    "AlertKind",
    "AmountFact",
    "AuditEntry",
    "CaseFact",
    "Certainty",
    "Change",
    "Correction",
    "CorrectionKind",
    "Cut",
    "DateFact",
    "DateKind",
    "Decided",
    "Decision",
    "DecisionKind",
    "Deed",
    "Entry",
    "Evidence",
    "Fact",
    "FieldChange",
    "Findable",
    "Handed",
    "Handout",
    "Invitation",
    "Job",
    "JobState",
    "Kept",
    "LawFact",
    "Listed",
    "LogIn",
    "Memento",
    "Page",
    "PageState",
    "Part",
    "Precision",
    "Procurement",
    "Reading",
    "Review",
    "Role",
    "Run",
    "RunState",
    "Saved",
    "Section",
    "Signs",
    "Subject",
    "Tally",
    "TopicFact",
    "Unit",
    "UnitFact",
    "UnitKind",
    "Worker",
    "YearFact",
]
