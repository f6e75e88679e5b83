"""What the form for a source says: its fields, and schedules as people say them. Pure."""

from __future__ import annotations

from archive.schedule import in_words

ON_DEMAND = "bara när någon säger till"
LABELS = {
    "adresser": "Startadresser",
    "namn": "Namn",
    "med": "Bara sökvägar som börjar så här",
    "utan": "Inte sökvägar som börjar så här",
    "vardar": "Fler värdnamn som hör till webbplatsen",
    "paus": "Sekunder mellan två frågor till webbplatsen",
    "schema": "När källan hämtas",
    "eget": "Eget schema",
    "sidor": "Högsta antal sidor",
    "bevaras": "Bevaras i antal år",
    "kommun": "Kommun",
    "register": "Enhetsregister",
    "noindex": "Låt sidor som är märkta noindex vara sökbara",
    "nofollow": "Följ länkar som är märkta nofollow",
    "webblasare": "Låt en webbläsare bygga sidorna",
}
HINTS = {
    "namn": "Bokstäver, siffror, punkt och bindestreck, inga mellanslag. Namnet går inte att byta sedan.",
    "adresser": "En hel adress på varje rad. Hämtningen börjar där och stannar på de värdnamnen.",
    "med": "En på varje rad, till exempel /nyheter/. Tomt betyder hela webbplatsen.",
    "utan": "En på varje rad, till exempel /kalender/.",
    "vardar": "Ett på varje rad, till exempel nyheter.mellankoping.se.",
    "paus": "Minst 0, vanligen 1. Ber webbplatsen om längre pauser får den det.",
    "eget": "Fyll i när du har valt eget schema: ”vardagar 06:30”, ”varje timme 07-18 under sammanträdesveckor v. 36, "
    "v. 40-41”, eller fem fält som i cron: ”30 5 * * 1-5”. Svensk tid.",
    "bevaras": "Tomt betyder för alltid. Inget gallras av sig självt: efter tiden blir det ett förslag att besluta om.",
    "webblasare": "Bara för en webbplats vars sidor är tomma utan skript. Det tar många gånger längre tid.",
    "kommun": "Bara när arkivet har flera kommuner. Hela namnet, till exempel Mellanköpings kommun.",
    "register": "Kommunens nämnder och förvaltningar, så att sidorna sorteras under rätt namn.",
}
PRESETS = {
    "": ON_DEMAND,
    **{
        each: in_words(each)
        for each in ("0 2 * * *", "0 6 * * 1-5", "0 7-18 * * 1-5", "0 * * * *", "0 3 * * 1", "0 3 1 * *")
    },
}
"""What the form offers, by schedule; "" is none."""


def schedule_text(schedule: str | None) -> str:
    """A schedule in words."""
    return in_words(schedule) if schedule else ON_DEMAND
