"""The guard of the whole application: what every endpoint needs, and who has it. No request passes by it.

Where reading is for everybody, visitors are not looked at: no cookie is read and none is set.
"""

from __future__ import annotations

from flask import Flask, Response, g, request

from archive import logins
from archive.web import tongues
from archive.web.admin.context import COOKIE, moment, the_door
from archive.web.admin.door import Session
from archive.web.admin.entrance import entrance
from archive.web.api.problems import problem
from archive.web.context import town_path, whole_archive
from archive.web.errors import FROM_START, answered
from archive.web.rights import ENTIRE, HOLDERS, RULES, Right
from archive.web.views.admin.people import limits_text

PROGRAMS = frozenset({"api", "feeds", "discovery", "protocol", "cdx"})
FOR_PROGRAMS = (".json", ".csv", ".jsonl", ".xlsx", ".atom")
OUTSIDE = ("Logga in igen", "Du är inte inloggad, eller så har inloggningen gått ut. Inget är ändrat.")
OUTSIDE_WAY = "Öppna sidan på nytt, logga in och gör om det."
STALE = ("Formuläret gäller inte längre", "Det hör till en tidigare inloggning. Inget är ändrat.")
STALE_WAY = "Gå tillbaka, ladda om sidan och skicka formuläret igen."
LIMITED = "Det här gäller hela arkivet, och ditt konto gäller bara {}."
FORBIDDEN = "Din roll får inte göra det här. Du är {}."
ELSEWHERE = ("Formuläret togs inte emot", "Det skickades från en annan webbplats. Inget är ändrat.")
NOT_PUBLIC = ("Logga in först", "Arkivet läses bara av dem som har ett konto.")


def register(app: Flask) -> None:
    """Ask of every request what it may."""
    app.before_request(guard)
    app.after_request(kept_private)


def guard() -> Response | None:
    """Let a request pass (None), or say why it may not. An endpoint without a rule is nobody's."""
    right = RULES.get(request.endpoint) if request.endpoint else Right.READ
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return answered(403, title=ELSEWHERE[0], text=ELSEWHERE[1], to_do=(FROM_START,))
    if right is Right.OPEN or (right is Right.READ and whole_archive().config.public):
        return None
    found = present()
    if found is None:
        return _come_in(right)
    g.admin = found
    return _judged(found, right)


def _judged(found: Session, right: Right | None) -> Response | None:
    """Let somebody who is in pass (None), or say why they may not."""
    if refused := _refused(found, right):
        return answered(403, text=refused)
    is_stale = request.method == "POST" and not found.owns(request.form.get("formular", ""))
    return answered(403, title=STALE[0], text=STALE[1], to_do=(STALE_WAY,)) if is_stale else None


def _refused(found: Session, right: Right | None) -> str:
    """Why somebody who is in may not; "" when they may."""
    if right is None or found.role not in HOLDERS[right]:
        return FORBIDDEN.format(found.role.value)
    if found.sources and request.endpoint in ENTIRE:
        return LIMITED.format(limits_text(found.sources))
    return ""


def present() -> Session | None:
    """Who asks: somebody logged in, or in by the one-time link."""
    cookie = request.cookies.get(COOKIE, "")
    if (found := the_door().session(cookie, now=moment())) is not None:
        return found
    entered = logins.entered(whole_archive(), cookie)
    if entered is None:
        return None
    account, login = entered.account, entered.login
    ends = login.began + logins.LIFE
    return Session(
        id=login.mark,
        name=account.shown,
        token=login.token,
        ends=ends,
        role=account.role,
        account=account.name,
        sources=account.sources,
    )


def _come_in(right: Right | None) -> Response:
    """Let people log in, and lead them back afterwards; tell programs that they must (RFC 9110 15.5.2)."""
    if right is Right.READ and (request.blueprint in PROGRAMS or request.path.endswith(FOR_PROGRAMS)):
        response = problem(401, *NOT_PUBLIC)
        response.headers["WWW-Authenticate"] = 'Session realm="kommunarkiv"'
        return response
    if request.method not in {"GET", "HEAD"}:
        return answered(403, title=OUTSIDE[0], text=OUTSIDE[1], to_do=(OUTSIDE_WAY,))
    asked = f"{tongues.present().path}{town_path()}{request.full_path}".rstrip("?")
    return entrance("", "", target=asked, status=403)


def kept_private(response: Response) -> Response:
    """What is only for some is kept by nobody on the way."""
    if not whole_archive().config.public and RULES.get(request.endpoint or "") is not Right.OPEN:
        if response.headers.get("Cache-Control") != "no-store":
            response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return response
