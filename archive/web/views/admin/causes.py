"""What stands behind each cause, rule and alert, and what to do about it, in Swedish. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from archive.model import AlertKind
from archive.model.troubles import Outcome
from crawler.scope import Rule


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A cause by name, what it means, what to do."""

    name: str
    means: str
    advice: str


def _said(name: str, means: str, advice: str) -> Explained:
    return Explained(name=name, means=means, advice=advice)


_ITSELF = "Den försöks igen av sig själv. Kommer felet tillbaka: hör med webbplatsens förvaltare."
CAUSES: Mapping[str, Explained] = {
    "http-401": _said(
        "Kräver inloggning (401)",
        "Webbplatsen visar sidan bara för den som är inloggad.",
        "Ska sidan arkiveras: be webbplatsens förvaltare öppna den. Annars: uteslut den.",
    ),
    "http-403": _said(
        "Nekar oss (403)",
        "Webbplatsen svarar att vi inte får hämta sidan. Gäller det nästan allt är det oftast ett skydd mot robotar.",
        "Be webbplatsens förvaltare släppa fram arkivet, försök sedan igen. Är sidan stängd med avsikt: uteslut den.",
    ),
    "http-429": _said(
        "För många frågor (429)",
        "Webbplatsen vill ha längre tid mellan hämtningarna.",
        "Den försöks igen av sig själv. Kommer felet tillbaka: låt källan vänta längre mellan sidorna.",
    ),
    "http-5xx": _said("Fel hos webbplatsen (5xx)", "Webbplatsens server svarade med ett eget fel.", _ITSELF),
    "http-4xx": _said(
        "Avvisad av webbplatsen (4xx)",
        "Webbplatsen godtog inte frågan.",
        "Öppna adressen i en webbläsare. Finns sidan där: försök igen. Annars: uteslut den.",
    ),
    "dns": _said(
        "Värden finns inte (DNS)",
        "Namnet i adressen leder inte till någon dator.",
        "Kontrollera att adressen är rätt stavad och att webbplatsen finns kvar. Försök sedan igen.",
    ),
    "connect": _said("Ingen svarar", "Datorn tar inte emot anslutningar.", _ITSELF),
    "timeout": _said("Svarade inte i tid", "Inget svar, eller inte hela, kom inom tidsgränsen.", _ITSELF),
    "tls": _said(
        "Certifikatet duger inte (TLS)",
        "Webbplatsens certifikat är för gammalt eller gäller en annan adress.",
        "Be webbplatsens förvaltare förnya certifikatet. Försök sedan igen.",
    ),
    "reset": _said("Anslutningen bröts", "Webbplatsen lade på medan vi frågade.", _ITSELF),
    "body": _said("Svaret kom inte helt", "Svaret tog slut för tidigt. En avhuggen sida sparas aldrig.", _ITSELF),
    "empty": _said("Tomt svar", "Där det fanns en sida kom ingenting. Versionen som fanns gäller än.", _ITSELF),
    "protocol": _said(
        "Obegripligt svar",
        "Svaret följer inte reglerna för webben.",
        "Öppna adressen i en webbläsare. Ser sidan rätt ut: anmäl felet till den som sköter programmet.",
    ),
    "url": _said("Trasig adress", "Adressen går inte att fråga efter.", "Uteslut den, eller be att länken rättas."),
    "robots-unreachable": _said(
        "robots.txt går inte att läsa",
        "Webbplatsens regler för robotar gick inte att hämta. Då hämtar arkivet inget alls, som standarden kräver.",
        "Den försöks igen av sig själv. Be webbplatsens förvaltare se till att /robots.txt svarar.",
    ),
    "host-paused": _said(
        "Väntar på webbplatsen",
        "Webbplatsen bad om en paus. Sidan är inte hämtad än.",
        "Inget behöver göras. Den hämtas när pausen är slut.",
    ),
    "redirect-nowhere": _said(
        "Hänvisar ingenstans",
        "Sidan säger att den har flyttat men inte vart.",
        "Be webbplatsens förvaltare rätta hänvisningen, eller uteslut den.",
    ),
    "redirect-loop": _said(
        "Hänvisar runt i en ring",
        "Sidans hänvisningar leder tillbaka till sidan själv.",
        "Be webbplatsens förvaltare rätta hänvisningen, eller uteslut den.",
    ),
    "redirect-chain": _said(
        "Hänvisar vidare utan slut",
        "Den ena hänvisningen följer på den andra.",
        "Be webbplatsens förvaltare rätta hänvisningen, eller uteslut den.",
    ),
}
"""Causes of failures."""

LET_IN = "Ska den ändå hämtas: be den som sköter servern lägga till källan i terminalen med --allow-private."
_RIGHT = "Inget behöver göras om det är meningen."
RULES: Mapping[str, Explained] = {
    Rule.ROBOTS: _said(
        "Webbplatsens robots.txt förbjuder det",
        "Den som sköter webbplatsen har bett robotar att inte hämta sidorna.",
        "Ska sidorna arkiveras: be webbplatsens förvaltare ändra robots.txt. De prövas på nytt i varje hämtning.",
    ),
    Rule.EXCLUDE: _said("Utesluten", "Källans regler säger att sidan inte ska hämtas.", _RIGHT),
    Rule.INCLUDE: _said("Utanför det som ska med", "Källan har angett vilka delar som hämtas.", _RIGHT),
    Rule.HOST: _said(
        "En annan webbplats", "Länken leder till en värd som inte hör till källan.", "Hör den hit: lägg till värden."
    ),
    Rule.NOFOLLOW: _said("Länken är märkt nofollow", "Webbplatsen ber robotar att inte följa länken.", _RIGHT),
    Rule.TYPE: _said("Inte en sida", "Namnet säger bild, ljud, film, program eller arkivfil.", _RIGHT),
    Rule.SEARCH: _said("Webbplatsens egen sökning", "Sådana sidor finns i oändligt antal.", _RIGHT),
    Rule.DEPTH: _said("För djupt ner", "Sidan ligger för många länkar från startsidan.", _RIGHT),
    Rule.ALIKE: _said(
        "För många likadana adresser",
        "Adresserna skiljer sig bara i siffror. Det brukar vara en kalender utan slut.",
        "Titta på exemplen. Är de riktiga sidor: höj källans gräns.",
    ),
    Rule.REPEAT: _said("Upprepar sig", "Samma delar kommer gång på gång i adressen.", _RIGHT),
    Rule.PAGES: _said("Källans antal är nått", "Källan får bara ha så många sidor.", "Höj gränsen om fler ska med."),
    Rule.ADDRESS: _said("Privat nätverk", "Adressen ligger på ett stängt eller reserverat nätverk.", LET_IN),
    Rule.SCHEME: _said("Inte en webbadress", "Adressen börjar inte med http eller https.", _RIGHT),
    Rule.PORT: _said("Annan port", "Adressen har en port som källan inte tillåter.", LET_IN),
    Rule.LENGTH: _said("För lång adress", "Adressen är längre än en adress brukar vara.", _RIGHT),
}
"""Rules that refuse."""

ALERTS: Mapping[AlertKind, Explained] = {
    AlertKind.FORBIDDEN: _said(
        "Webbplatsen nekar nästan allt",
        "Den svarar 401 eller 403 på de flesta sidor.",
        "Be webbplatsens förvaltare släppa fram arkivet och försök sedan igen.",
    ),
    AlertKind.ALIKE: _said(
        "Adresser som bara skiljer sig i siffror lämnades",
        "Det brukar vara en kalender utan slut.",
        "Titta på exemplet.",
    ),
    AlertKind.REPEAT: _said(
        "Adresser som upprepar sig lämnades", "Webbplatsen länkar runt i en fälla.", "Titta på exemplet."
    ),
    AlertKind.FULL: _said(
        "Källans antal sidor är nått", "Resten är inte hämtat.", "Höj gränsen, eller uteslut det som inte ska med."
    ),
    AlertKind.SHRUNK: _said(
        "Webbplatsen har krympt",
        "Färre än hälften av sidorna svarade, mot förra hämtningen. Inget är raderat i arkivet.",
        "Öppna webbplatsen. Är den ombyggd: se över källans startadress och regler.",
    ),
    AlertKind.REBUILT: _said(
        "Sidorna ser inte ut som förut",
        "Webbplatsens mall verkar ha ändrats, så arkivet kan läsa annat på sidorna än förut.",
        "Granska läsningen av några nya sidor.",
    ),
}
"""What a run should be looked at for."""


def explained(outcome: Outcome, cause: str) -> Explained:
    """What a cause of failure, or a rule, means."""
    known = RULES if outcome is Outcome.REFUSED else CAUSES
    if found := known.get(cause):
        return found
    status = cause.removeprefix("http-")
    if outcome is Outcome.FAILED and status != cause and status.isdigit():
        family = CAUSES["http-5xx" if int(status) >= 500 else "http-4xx"]
        return Explained(
            name=f"{family.name[: family.name.index('(')]}({status})", means=family.means, advice=family.advice
        )
    return Explained(name=cause or "Okänd orsak", means="", advice="Titta på exemplen.")
