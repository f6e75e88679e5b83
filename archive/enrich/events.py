"""The words by which prose and minutes tell a step in a procurement, and the words that only speak of procurement."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = (
    ("direktupphandling", re.compile(r"direktupphandl")),
    ("förnyad konkurrensutsättning", re.compile(r"förnyad konkurrensutsättning")),
    ("avrop", re.compile(r"\bavrop")),
    ("ramavtal", re.compile(r"ramavtal|ramupphandling")),
    ("öppet förfarande", re.compile(r"öppet förfarande|öppen upphandling")),
    ("selektivt förfarande", re.compile(r"selektivt förfarande|selektiv upphandling")),
    ("förhandlat förfarande", re.compile(r"förhandlat förfarande")),
    ("LOV", re.compile(r"\blov\b|valfrihetssystem")),
    ("konkurrensutsättning", re.compile(r"konkurrensutsätt")),
    ("entreprenad", re.compile(r"entreprenad|entreprenör|partnering")),
)

PLANNED, ANNOUNCED, AWARDED, APPEALED, CANCELLED, ENDED = (
    "planerad", "annonserad", "tilldelad", "överprövad", "avbruten", "avslutad",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """A form of words, the stage it tells (None: one that only happened), whether it must name a supplier."""

    stage: str | None
    words: re.Pattern[str]
    supplier: bool = False
    bare: bool = False
    """Does the sentence tell a procurement by itself, without words of procurement around?"""
    weak: bool = False
    """Is it believed only when the page tells nothing else?"""


ABOUT = re.compile(
    r"upphandl|tilldel|anbud|avtal|kontrakt|entreprenad|entreprenör|leverantör|avrop|partnering|konkurrensutsätt"
    r"|uppdraget"
)
UPPHANDLING = r"(?:\b\w{0,30}upphandling(?:en|ar|arna)?)"

STEPS = (
    Step(
        stage=APPEALED,
        words=re.compile(
            rf"överpröv|prövas (?:nu )?av (?:förvaltningsrätten|kammarrätten|domstol)"
            rf"|{UPPHANDLING}[^.]{{0,60}}överklaga[td]|tilldelning\w*[^.]{{0,60}}överklaga"
            rf"|överklaga\w*[^.]{{0,40}}(?:{UPPHANDLING}|tilldelning)"
        ),
    ),
    Step(
        stage=PLANNED,
        words=re.compile(
            r"\b(?:kan|ska|kommer att|väntas|beräknas|planeras) (?:\S{1,20} ){0,3}?annonseras"
            r"|\bannonseras (?:\S{1,20} ){0,2}?(?:tidigast|under (?:våren|hösten|sommaren|vintern)|nästa år)"
        ),
    ),
    Step(
        stage=CANCELLED,
        words=re.compile(
            rf"{UPPHANDLING}[^.]{{0,50}}\b(?:avbröts|avbryts|avbrutits|avbruten|gör\w* om)|avbr(?:yter|öt"
            rf"|utit) {UPPHANDLING}"
        ),
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\btilldel(?:a|ar|ats|at|ad|as|ades|ade)\b|tilldelningen (?:gick|går)|\b(?:uppdraget|kontraktet"
            r"|avtalet) (?:gick|går|har gått) till\b"
            r"|\bvann (?:\S{1,20} )?(?:upphandling|anbud|kontrakt)\w*|\bvunnit (?:\S{1,20} )?(?:upphandling"
            r"|anbud|kontrakt)\w*|\btilldelning(?:en)? till\b|\bant(?:og|agit|a|ar) (?:\S{1,20} ){0,6}?anbud\w*"
            r"|\bantagit \S{1,30} anbud"
        ),
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\b(?:tecknat|tecknade|tecknar|skrivit|skrev|slutit|slöt|ingått|ingick|undertecknat"
            r"|undertecknade) (?:\S{1,20} ){0,6}?(?:\w{0,20}avtal|\w{0,20}avtalet|kontrakt|kontraktet)\b"
            r"|\b\w{0,20}(?:avtal|avtalet|kontrakt|kontraktet) (?:\S{1,20} ){0,6}?(?:skrevs|tecknades"
            r"|tecknats|skrivits|undertecknades|har skrivits)\b"
        ),
    ),
    Step(
        stage=AWARDED,
        words=re.compile(r"\bhar (?:\S{1,20} )?\w{0,20}avtal med\b|\bny(?:tt|a)? (?:ram)?avtal med\b"),
        supplier=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\b(?:total|general)?(?:entreprenör|leverantör|byggherre och entreprenör)(?:en)?(?: är| blir"
            r"| för \S{1,30} är|[^.:\n]{0,60}:)"
        ),
        supplier=True,
        bare=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\b(?:tar över|tar hand om|levererar|utför|utförs|sköter|ska bygga|bygger|anlägger|kör|städar|driver|ritar"
            r"|(?:har )?(?:byggt|installerat|levererat)|installerade|levererade)\b"
        ),
        supplier=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(r"\bfick [A-ZÅÄÖa-zåäö& ]{2,50} i uppdrag att\b|\b(?:anlitat|anlitade|har anlitats)\b"),
        supplier=True,
        bare=True,
    ),
    Step(
        stage=AWARDED, words=re.compile(r"\bavropa(?:t|de|des|ts)?\b|\bavrop (?:har )?(?:gjorts|gjordes)\b"), bare=True
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\bdirektupphandla(?:t|de|des|ts)\b|\b(?:gjort|gjorde|gjordes|genomfört|genomförde"
            r"|genomfördes) (?:\S{1,20} ){0,5}?direktupphandling(?:en|ar)?\b|\b(?:genom"
            r"|via) (?:en )?direktupphandling\b"
        ),
        bare=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(r"\b(?:har upphandlat|upphandlade|upphandlats|är upphandlad[et]?|handlats upp)\b"),
        bare=True,
    ),
    Step(
        stage=ANNOUNCED,
        words=re.compile(
            rf"annonser\w*[^.]{{0,40}}{UPPHANDLING}|{UPPHANDLING}[^.]{{0,40}}annonser|{UPPHANDLING} (?:ligger"
            rf"|låg|är) ute|går ut (?:med|på) (?:\S{{1,20}} )?{UPPHANDLING}"
            r"|sista (?:anbudsdag|dag att lämna anbud)|anbud ska (?:vara|ha|lämnas)|inbjud\w* till anbud"
            r"|annonser\w*[^.]{0,40}(?:entreprenad|tävling)|(?:entreprenad|tävling)\w*[^.]{0,40}annonser"
            r"|ligger ute för anbud|anbud(?:en)? ska vara inne"
            r"|valfrihetssystem\w*[^.]{0,90}\böppe[nt]\w* för|\binför\w* (?:valfrihetssystem|lov)\b"
        ),
        bare=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"direktupphandling|upphandling(?:en)? (?:av|värd|på)|konkurrensutsättning|ramavtal|\w*leverantör|rangordna"
            r"|tävlingen|\buppdraget\b|\bvann\b|avrop|anbud(?!sgivare)"
        ),
        supplier=True,
        bare=True,
    ),
    Step(
        stage=AWARDED,
        words=re.compile(
            r"\b(?:hos|från|av) [^.]{3,60} för \d[\d,. \u00a0]{0,12} ?(?:mnkr|mkr|tkr|kronor"
            r"|miljoner|kr)\b"
        ),
        supplier=True,
    ),
    Step(
        stage=ANNOUNCED,
        words=re.compile(
            r"(?:två|tre|fyra|fem|sex|sju|\d{1,2}) (?:\S{1,20} )?(?:anbud\b|bolag lämnade anbud|företag lämnade anbud)"
        ),
        bare=True,
        weak=True,
    ),
    Step(
        stage=ENDED,
        words=re.compile(
            r"\bavtal(?:et)? (?:\S{1,30} ){0,4}?(?:löper ut|löpte ut|har löpt ut|sägs upp|sagts upp|hävs"
            r"|hävts|hävdes)\b"
        ),
    ),
    Step(
        stage=PLANNED,
        words=re.compile(
            rf"(?<!som )\b(?:ska|kommer att|planerar att|avser att) (?:\S{{1,20}} ){{0,3}}?(?:upphandla|upphandlas"
            rf"|handla upp|handlas upp|direktupphandla)\b"
            rf"|\b(?:startar|påbörjar|inleder|förbereder|planerar|startade|påbörjade"
            rf"|inledde) (?:\S{{1,20}} ){{0,3}}?{UPPHANDLING}\b"
            rf"|{UPPHANDLING} (?:av|för|gällande) [^.]{{2,80}}(?:på gång|pågår|startar|startade|påbörjas"
            rf"|inleds|planeras|ska göras|genomförs|förbereds|görs)"
            rf"|\bny {UPPHANDLING} (?:\S{{1,20}} ){{0,2}}?(?:görs|genomförs|startar|planeras|påbörjas)"
            rf"|{UPPHANDLING} (?:startar|startade|påbörjas|planeras|inleds)\b"
            rf"|uppdrag att (?:\S{{1,20}} ){{0,4}}?upphandla\b|start(?:a)? (?:av )?upphandling"
        ),
        bare=True,
    ),
    Step(
        stage=None,
        words=re.compile(rf"försen\w* {UPPHANDLING}|{UPPHANDLING} (?:har |är |blev )?(?:försen|dröj|dragit ut)"),
        bare=True,
    ),
    Step(
        stage=PLANNED, words=re.compile(rf"\binför (?:en |den )?(?:kommande |ny |nya )?{UPPHANDLING} av\b"), bare=True
    ),
)

MAY_TELL = re.compile(
    r"upphandl|anbud|avtal|kontrakt|entrepren|leverant|levere|avrop|partner|konkurrens|uppdrag|tilldel|överpröv"
    r"|överklag|prövas"
    r"|annonser|valfrihet|lov|vann|vunnit|tävling|tar |utför|sköter|bygg|anlägg|kör|städar|driver|ritar|install"
    r"|anlita|rangord"
)
"""A quick look: whether a sentence could hold any step."""
PRIZE = re.compile(
    r"\bpris(?:et)?\b|stipend|utmärkelse|medalj|hederspris|\b\w{1,30}pris(?:et)?\b|diplom|medborgarlöfte"
)
GENERAL = re.compile(
    r"\b(?:får|kan|bör|måste) (?:\S{1,20} ){0,4}(?:användas|göras|direktupphandla|upphandla"
    r"|lämna anbud)|regler|ska (?:alltid|dokumenteras|annonseras enligt)|riktlinje|policy"
    r"|sättet att|arbete med upphandling|ny organisation för|samarbetsformer|så (?:köper|upphandlar)|hur man"
    r"|vill du|\bbrukar\b|\bden som\b|\ballt som\b|överstiger gränsen|vanligaste"
)
COUNTED = re.compile(
    r"\b(?:\d+|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|tretton|fjorton|femton|sexton|sjutton|arton|nitton"
    r"|tjugo|flera"
    r"|många|samtliga|alla) (?:\S{1,20} )?(?:direktupphandlingar|upphandlingar|avtal|ramavtal|kontrakt)\b"
    r"|\bprocent av\b"
    r"|^\S{0,20} ?(?:direkt)?upphandlingar$"
)
"""Statistics and headings over many: no single step, unless a supplier is named or an agreement made."""
NEGATED = re.compile(
    r"\b(?:utan att|ingen|inga|inte|aldrig)\b[^.]{0,50}(?:överpröv|överklag)|(?:överpröv"
    r"|överklag)\w*[^.]{0,20}\b(?:inte|avslog|avslår)\b"
    r"|\bavsl(?:og|år) [^.]{0,40}överpröv"
)
NO_AWARD = re.compile(
    r"\bhäv\w*|\bsäg\w* upp\b|\bsagts upp\b|uppsäg|\bvite\b|skadestånd|konkurs|förlorar|förlorade|överklag|begär"
    r"|rättelse"
    r"|styrelse|avtalsbrott|kräv"
)
"""What happens to a company besides winning."""
GENERAL_TITLE = re.compile(
    r"polic|riktlinje|regler|handbok|lathund|så (?:köper|upphandlar|gör)"
    r"|vanliga frågor om upphandling|sälja till kommunen"
)
NOT_OURS = re.compile(
    r"samverkansavtal|samarbetsavtal|hyresavtal|arrendeavtal|arbetsavtal|kollektivavtal"
    r"|markanvisningsavtal|exploateringsavtal|överenskommelse|avtalspension|fredsavtal|låneavtal"
    r"|medborgar"
)
LOSING_AFTER = re.compile(
    r"^,? (?:som |har )?(?:\S{1,15} ){0,2}?(?:förlorade|överklaga\w*|begärt|begärde|lade ett lägre|kom tvåa)"
)
LOSING_BEFORE = re.compile(
    r"(?:överpröv\w*[^.]{0,60}av|överklag\w*[^.]{0,60}av|begäran från|klagade|underleverantören?"
    r"|delägarföretaget|delägaren|åt|illustration av|foto:?|bild:?|medan"
    r"|anbud(?:en)? från(?: [^.]{1,40}(?:,| och))?) $"
)
