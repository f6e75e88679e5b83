"""What happened on a date in running text: a meeting, a decision, or it is just mentioned."""

from __future__ import annotations

import re

from archive.enrich.shapes import Moment
from archive.enrich.spans import Sentences, folded
from archive.model import DateKind

MEETING = re.compile(
    r"sammanträd\w*|\b\w{0,30}(?:möte|mötet|mötets|mötena)\b|\bmöttes\b|\bträffades\b|\bträffas\b"
    r"|\bsammankom\b|\bförvaltningsledningen\b|\bledningsgruppen\b"
)
BODY = re.compile(r"nämnden|nämndens|fullmäktige|styrelsen\b|utskottet|beredningen|ledningsgrupp")
DECIDED = re.compile(
    r"\b(?:beslutade\w{0,1}|beslutat[s]?|beslöts?|beslutet|fattade|fattat|fattades|antog|antogs"
    r"|antagits?|antagande|godkände|godkändes|godkänt|godkänts"
    r"|klubbade\w?|fastställde\w?|fastställts?|beviljade\w?|avslog|avslogs|valde|bestämdes|biföll|uppdrog)\b"
)
OTHER_OCCASION = re.compile(
    r"frukost|frågestund|föreläsning|chefsträff|utbildningsdag|invigning|informationsmöte|samrådsmöte"
    r"|dialogmöte|medborgardialog"
)
NEAR = 90
STATE = re.compile(r"domstol|kammarrätt|förvaltningsrätt|länsstyrels|regering|riksdag|myndighet")


def kind_in_text(moment: Moment, sentences: Sentences) -> DateKind:
    """Meeting or decision by the words around it in its sentence; years and seasons are only mentioned."""
    if moment.first.month is None or moment.last or moment.week or moment.shape in {"tertial", "kvartal", "årstid"}:
        return DateKind.MENTIONED
    span = sentences.around(moment.start)
    low = folded(sentences.passage.text[span.start : span.end])
    at = moment.start - span.start
    before, after = low[max(0, at - NEAR) : at], low[moment.end - span.start : moment.end - span.start + 40]
    if OTHER_OCCASION.search(before) or STATE.search(before):
        return DateKind.MENTIONED
    if MEETING.search(before) or MEETING.search(after):
        return DateKind.MEETING
    if DECIDED.search(before) and not re.search(r"\batt\b|\bfrån\b|\btill\b|\bgälla", _since_verb(before)):
        return DateKind.DECISION
    if DECIDED.search(after) and BODY.search(low):
        return DateKind.DECISION
    return DateKind.MENTIONED


def kind_in_title(moment: Moment, title: str) -> DateKind:
    """A date in the title of a meeting's page is the meeting's."""
    low = folded(title)
    if OTHER_OCCASION.search(low):
        return DateKind.MENTIONED
    named = MEETING.search(low) or BODY.search(low) or re.search(r"protokoll|\b[a-zåäö]{2,4}:s\b|\bks\b|\bkf\b", low)
    return DateKind.MEETING if named and moment.first.day else DateKind.MENTIONED


def _since_verb(before: str) -> str:
    last = None
    for match in DECIDED.finditer(before):
        last = match
    return before[last.end() :] if last else ""
