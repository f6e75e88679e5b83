"""The words by which Swedish municipal prose says that something was or will be decided, or only seems so."""

from __future__ import annotations

import re

ACTIVE = re.compile(
    r"\b(?:beslutade|beslöt|bestämde|(?:har|hade)(?: \S{1,40}){0,4} (?:beslutat|bestämt|antagit"
    r"|godkänt|fastställt|beviljat|avslagit|bifallit"
    r"|klubbat|bordlagt|återremitterat|utsett|avsatt|anslagit|upphävt|enats om|ställt sig bakom"
    r"|lämnat yttrande|tagit beslut"
    r"|fattat(?: \S{1,20}){0,2} beslut|(?:sagt|röstat) (?:ja|nej)|gett klartecken|gett grönt ljus)"
    r"|fattade(?: \S{1,20}){0,2} \w{0,20}beslut(?:et)?|tog(?: \S{1,20}){0,2} beslut(?:et)?|beslutet blev|antog|godkände"
    r"|fastställde|beviljade|avslog|biföll|klubbade(?: igenom)?"
    r"|bordlade|återremitterade|utsåg|valde|avsatte|anslog|upphävde|ställde sig bakom|(?:sa|sade"
    r"|röstade) (?:ja|nej)|röstade (?:för|igenom)"
    r"|(?:gav|har gett|har givit) (?:\S{1,40} ){0,6}?(?:klartecken|grönt ljus|i uppdrag|uppdrag|uppdraget)"
    r"|besvarade remiss\w*|lämnade yttrande|enades om|lade (?:\S{1,40} ){1,6}till handlingarna"
    r"|gör det permanent)\b"
)
NEEDS_BODY = re.compile(
    r"^(?:antog|godkände|valde|utsåg|beviljade|avslog|fastställde|anslog|avsatte|gav|upphävde|sa|sade|bestämde"
    r"|röstade|besvarade|lämnade|lade|enades|gör|tog)\b|^(?:har|hade)\b(?!.*\bbeslut)"
)
"""Forms that others than boards and managers use as well: somebody who may decide must be named."""
OTHERS = re.compile(
    r"^(?:hyresgäst|elev|föräldr|boende|deltagar|jury|förening|stiftelse|bolag|företag|klubb|fack|parti|medborg|invånar"
    r"|kund|brukar|besökar|lärar|barn)\w*(?: [A-ZÅÄÖa-zåäö]{2,30}){0,3} (?:har |hade )?"
)
ACT = re.compile(
    r"\b(?:införde|avstyrkte|tillstyrkte|förbjöd|uppmanade|reviderade|inrättade|avskaffade|sänkte|höjde|förelade"
    r"|förordade"
    r"|förlängde|upphävde|avsade|delegerade|begär(?:de)?|föreslår|föreslog|hemställer)\b"
)
"""What a board does when it is the subject right before the verb; in any other mouth it is no decision."""
TO_ABOVE = re.compile(r"^(?:begär|föreslår|föreslog|hemställer)")
ABOVE = re.compile(r"fullmäktige|styrelsen|nämnden|utskottet")
ASIDE = re.compile(
    r"^(?:när|sedan|efter att|innan|medan|eftersom)\b[^,]{0,80}$|\bvad som $|\b(?:du|den|de) som (?:har |redan )?$"
)
"""What stands before a verb that only reminds of something decided before."""
ONESELF = re.compile(r"^ (?:vi|jag|de|han|hon|sig) oss\b|^ (?:sig|oss)\b")
STANDING = re.compile(r"\b(?:varje|alltid|alla|samtliga)\b")
PASSIVE = re.compile(
    r"\b(?:reviderades|förelades|föreläggs|tillstyrktes|avstyrktes|beslutades|beslutats|beslöts|antogs|antagits"
    r"|godkändes|godkänts|klubbades|klubbats"
    r"|fastställdes|fastställts|beviljades|beviljats"
    r"|avslogs|avslagits|bifölls|bordlades|bordlagts|återremitterades|bestämdes|bestämts|(?:är"
    r"|blev) (?:nu )?antag(?:en|et|na)"
    r"|(?:är|blev) (?:nu )?(?:beslutad|beslutat|klubbad|klubbat|fastställd)|beslut (?:togs|fattades"
    r"|har fattats|har tagits)|beslutet (?:togs|fattades|har fattats)"
    r"|fattades(?: \S{1,20}){0,2} beslut)\b"
)
ASSIGNED = re.compile(
    r"\b(?:fick|har fått|gavs|får) i uppdrag\b|\bfick (?:[a-zåäö-]{2,40} ){1,4}i uppdrag\b|\buppdrogs åt\b"
)
BY_DECISION = re.compile(
    r"\b(?:enligt|efter|genom) (?:ett )?beslut (?:av|i|från)\b|\b(?:enligt|efter|genom) (?:\S{1,30} ){1,5}?beslut\b"
)
ADOPTED_BY = re.compile(
    r"^antag(?:en|et|na) av\b|\b(?:planen|den|är) antag(?:en|et|na) av\b|^beslutad av\b|^fastställd av\b"
)
PRESENT = re.compile(
    r"\b(?:beslutar|föreslår|medger|förbjuder|förelägger|avstyrker|tillstyrker|antecknar|godkänner|antar"
    r"|fastställer|beviljar|avslår|bifaller"
    r"|lägger(?: \S{1,40}){0,8} till handlingarna|uppdrar|ger(?: \S{1,40}){0,6} i uppdrag"
    r"|överlämnar|återremitterar|bordlägger|noterar|utser|väljer|tilldelar|ställer sig bakom|avger)\b|^att\b"
)
PLANNED = re.compile(
    r"\btas? upp (?:\S{1,30} ){0,3}?(?:för|till) beslut\b|\btas upp för beslut\b|\bför beslut (?:i|på|den)\b"
    r"|\b(?:ska|skall|kommer att|väntas|beräknas|planeras|planerar att"
    r"|får) (?:\S{1,30} ){0,4}?(?:besluta|beslutas|fatta (?:\S{1,20} )?beslut|ta (?:\S{1,20} )?beslut"
    r"|ta ställning"
    r"|anta|antas|fastställa|fastställas|godkännas)\b|\bbeslut(?:et)? (?:väntas|beräknas|fattas"
    r"|tas) (?:\S{1,30} ){0,3}?(?:i|den|under|av|vid|på)\b"
    r"|\bfattar (?:\S{1,20} )?beslut (?:\S{1,40} ){0,6}?(?:den|i|vid)\b|\btar (?:det )?slut(?:lig"
    r"|giltig)\w* beslut\w*|\btar (?:det )?slutliga beslutet\b"
    r"|\bväntas (?:komma )?upp (?:i|till|på|för)\b"
    r"|\b(?:behandlar|prövar|avgör) (?:ärendet|frågan|förslaget) (?:den|i|vid|på)\b"
)
NOT_TAKEN = re.compile(
    r"\bej verkställd|\bicke verkställd|\b(?:har|hade) (?:ännu )?inte (?:\S{1,20} )?(?:beslutat"
    r"|fattat|tagit)|\binget beslut\b|\binte (?:är )?beslutad"
    r"|\bföreslås\b|\bföreslogs\b|\bdrogs tillbaka\b|\b(?:om|ifall|när|innan|sedan|såvida"
    r"|förutsatt att) (?:\S{1,40} ){0,8}?(?:antagit|godkänt|beslutat|godkänts|antagits)\b"
)
STATE = re.compile(
    r"\b[\w-]{0,30}(?:domstol\w*|kammarrätt\w*|förvaltningsrätt\w*|länsstyrels\w*|regeringen\w*"
    r"|riksdag\w*|myndighet\w*|verket|verkets|inspektion\w*|polisen|"
    r"regionen|socialstyrelsen|transportstyrelsen|rätten|skr|ivo|tingsrätt\w*|eu-kommission\w*|smittskydd|hovrätt\w*|åklagar\w*)\b"
)
ANAPHOR = re.compile(
    r"^(?:det|detta) (?:har )?(?:\S{1,30} )?(?:beslut|bestäm|fattade|klubb|godkän)|^(?:beslutet|beslut om detta)\b"
)
OBJECT_BEFORE = re.compile(
    r"^ (?:den(?=[.,]| §| \d{1,2}(?: [a-zåäö]{3,9})?(?: \d{4})?(?:[.,]|$| §| efter| sedan| och)| \d{4}-)"
    r"|det\b|detta\b|dessa\b|(?:planen|förslaget|förslagen|riktlinjen"
    r"|riktlinjerna|avtalet|programmet|policyn|strategin|utredningen"
    r"|motionen|ärendet|rapporten|ansökan|överenskommelsen|dokumentet)(?= den \d|[.,]| §|$))"
)
BESIDE_ACT = re.compile(
    r"\bbeslut (?:\S{1,20} ){0,8}?(?:vi|ledningsgruppen|förvaltningsledningen|nämnden|ledningen) tog var\b"
)
PEOPLE = re.compile(
    r"\b(?:antogs|antagits|antog) (?:till|på) (?:utbildning|program|kurs|skola)|\bantagits som\b|\bsökande\b"
)
MINUTES_DECISION = re.compile(
    r"^(?:\w{0,40}s )?(?:\w{0,30} )?beslut(?: \(.{1,40}\))?:?$|^(?:nämnden|styrelsen|utskottet"
    r"|fullmäktige|kommunstyrelsen) beslutar(?: att)?:?$"
)
MINUTES_PROPOSAL = re.compile(
    r"förslag(?:et)? till beslut|beslutsförslag|\byrkande|^förslag:?$|tjänsteförslag"
    r"|förvaltningens förslag|\bpropositionsordning"
)
MINUTES_PARAGRAPH = re.compile(r"^(?:\w{2,5} )?§ ?\d{1,4}\b", re.MULTILINE)
MINUTES_TITLE = re.compile(r"protokoll|sammanträde|§ ?\d")
PROPOSED_BEFORE = re.compile(r"förslag till beslut|beslutsförslag|\byrkar|\byrkande|\bföreslår\b|\bom \S{1,40} $")
MINUTES_OTHER = re.compile(
    r"^(?:bakgrund|ärendet|ärendebeskrivning|sammanfattning|beskrivning|beslutsunderlag|underlag"
    r"|skickas till|expedieras till|beslutet skickas till"
    r"|reservation\w*|protokollsanteckning\w*|jäv|närvarande|justering|justerare|barnperspektiv"
    r"|ekonomi\w*|konsekvenser|bilagor|sändlista|deltar inte.*|§.*|ks §.*):?$"
)
