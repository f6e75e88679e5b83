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
from archive.web.errors import answered
from archive.web.rights import ENTIRE, HOLDERS, RULES, Right

PROGRAMS = frozenset({"api", "feeds", "discovery", "protocol", "cdx"})
FOR_PROGRAMS = (".json", ".csv", ".jsonl", ".xlsx", ".atom")
OUTSIDE = "Du är inte inloggad, eller så har inloggningen gått ut. Logga in och gör om det. Inget är ändrat."
STALE = "Formuläret gäller inte längre. Gå tillbaka, ladda om sidan och försök igen. Inget är ändrat."
LIMITED = "Det här gäller hela arkivet, och ditt konto gäller bara vissa källor. Be den som sköter arkivet om hjälp."
FORBIDDEN = "Din roll får inte göra det här. Be den som sköter arkivet om hjälp."
ELSEWHERE = "Formuläret skickades från en annan webbplats och togs inte emot. Inget är ändrat."
NOT_PUBLIC = ("Logga in först", "Arkivet läses bara av dem som har ett konto.")


def register(app: Flask) -> None:
    """Ask of every request what it may."""
    app.before_request(guard)
    app.after_request(kept_private)


def guard() -> Response | None:
    """Let a request pass (None), or say why it may not. An endpoint without a rule is nobody's."""
    right = RULES.get(request.endpoint) if request.endpoint else Right.READ
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        return answered(403, text=ELSEWHERE)
    if right is Right.OPEN or (right is Right.READ and whole_archive().config.public):
        return None
    found = present()
    if found is None:
        return _come_in(right)
    g.admin = found
    refused = _refused(found, right)
    return answered(403, text=refused) if refused else None


def _refused(found: Session, right: Right | None) -> str:
    """Why somebody who is in may not; "" when they may."""
    if right is None or found.role not in HOLDERS[right]:
        return FORBIDDEN
    if found.sources and request.endpoint in ENTIRE:
        return LIMITED
    is_stale = request.method == "POST" and not found.owns(request.form.get("formular", ""))
    return STALE if is_stale else ""


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
        return answered(403, text=OUTSIDE)
    asked = f"{tongues.present().path}{town_path()}{request.full_path}".rstrip("?")
    return entrance("", "", target=asked, status=403)


def kept_private(response: Response) -> Response:
    """What is only for some is kept by nobody on the way."""
    if not whole_archive().config.public and RULES.get(request.endpoint or "") is not Right.OPEN:
        if response.headers.get("Cache-Control") != "no-store":
            response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return response
