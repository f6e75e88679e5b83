"""Weeding (gallring): pages are removed for good, by a decision, on the word of two people, and it can be proved.

`tracing` says what a removal would take away, `asking` who may ask for one and confirm it, `carrying` takes it away and
goes on after a stop, `proving` looks for what must not be there any more, `reporting` tells of it, `repeating` removes
it from an older copy, `proposing` names pages that are past their retention.
"""

from archive.weeding.asking import LIFE, By, Wish, confirm, decline, is_expired, request
from archive.weeding.carrying import finish, resume
from archive.weeding.choosing import found_by, named
from archive.weeding.proposing import Proposal, proposals
from archive.weeding.proving import digest_of, proof_of
from archive.weeding.repeating import exported, read_export, reapply
from archive.weeding.reporting import act_of, report_html, report_json, report_pdf, words_of
from archive.weeding.tracing import MOST, Plan, Trace, trace

__all__ = [
    "LIFE",
    "MOST",
    "By",
    "Plan",
    "Proposal",
    "Trace",
    "Wish",
    "act_of",
    "confirm",
    "decline",
    "digest_of",
    "exported",
    "finish",
    "found_by",
    "is_expired",
    "named",
    "proof_of",
    "proposals",
    "read_export",
    "reapply",
    "report_html",
    "report_json",
    "report_pdf",
    "request",
    "resume",
    "trace",
    "words_of",
]
