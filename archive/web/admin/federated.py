"""`/admin/in/oidc`: to the organisation's own log-in, and back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, current_app, request

from archive import accounts
from archive.config import Config, oidc_roles
from archive.errors import AccountRefused, ConfigError, NotFound
from archive.model import Role
from archive.oidc import FLOW_LIFE, Client, Provider
from archive.web.admin.context import by, moment, see_other
from archive.web.admin.entrance import begun, entrance, local
from archive.web.context import address, is_secure, this_archive

KEY = "kommunarkiv-oidc"
COOKIE = "kommunarkiv-inloggning"
PATH = "/admin/in/oidc"
VARIABLE = "KOMMUNARKIV_OIDC_SECRET"
NO_ROLE = "Du har inget uppdrag i arkivet enligt organisationens inloggning. Be den som sköter den om en roll."

rooms = Blueprint("federated", __name__)


def register(app: Flask, config: Config) -> None:
    """Know the provider that the settings name, if they name one. Raises ConfigError for a secret that is not there."""
    if config.oidc_issuer:
        client = Client(
            issuer=config.oidc_issuer, id=config.oidc_client, secret=_secret(config), claim=config.oidc_claim
        )
        app.extensions[KEY] = Provider(client)


def _secret(config: Config) -> str:
    if not config.oidc_secret_file:
        return os.environ.get(VARIABLE, "")
    path = config.home / Path(config.oidc_secret_file)
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"oidc_secret_file {path} cannot be read: {error}") from error


def provider() -> Provider:
    """The provider. Raises NotFound when there is none."""
    if KEY not in current_app.extensions:
        raise NotFound("no provider is set")
    return cast("Provider", current_app.extensions[KEY])


def _answer_at() -> str:
    return f"{address()}{PATH}/svar"


@rooms.get("/in/oidc")
def start() -> Response:
    """Send somebody to the provider."""
    known, target = provider(), local(request.args.get("till", ""))
    try:
        url, browser = known.begin(answer_at=_answer_at(), target=target, now=moment())
    except AccountRefused as error:
        return _refused(error, target)
    response = see_other(url)
    seconds = int(FLOW_LIFE.total_seconds())
    response.set_cookie(COOKIE, browser, max_age=seconds, path=PATH, httponly=True, samesite="Lax", secure=is_secure())
    return response


@rooms.get("/in/oidc/svar")
def answer() -> Response:
    """Let in whom the provider vouches for, with the role that it gives."""
    known, target = provider(), ""
    try:
        person, target = known.finish(
            request.args, browser=request.cookies.get(COOKIE, ""), answer_at=_answer_at(), now=moment()
        )
        role = role_of(person.groups, this_archive().config)
        if role is None:
            raise AccountRefused(NO_ROLE)
        account = accounts.federated(this_archive(), person, role, by(person.shown))
    except AccountRefused as error:
        return _refused(error, target)
    response = begun(account, target)
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Lax", secure=is_secure())
    return response


def _refused(error: AccountRefused, target: str) -> Response:
    if error.__cause__ is not None:
        current_app.logger.warning("the organisation's log-in failed: %r", error.__cause__)
    return entrance("", str(error), target=target, status=403)


def role_of(groups: tuple[str, ...], config: Config) -> Role | None:
    """The role of the first value written in the settings that somebody has, else that of the others; None is none."""
    for value, role in oidc_roles(config.oidc_roles):
        if value in groups:
            return Role(role)
    return Role(config.oidc_others) if config.oidc_others else None


def way_out() -> str:
    """Where those who came from the provider log out there; "" when there is no such place."""
    if KEY not in current_app.extensions:
        return ""
    return provider().leaving(back_to=f"{address()}/admin/in", now=moment())
