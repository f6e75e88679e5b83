"""Logging in at the organisation: OpenID Connect Core 1.0 with discovery, code flow, PKCE (RFC 7636), state and nonce.

The provider is what the settings name, chosen by the administrator. Errors are Swedish, for the person at the door;
what happened is the exception's cause, for the log.
"""

from __future__ import annotations

import hmac
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, NoReturn, cast
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from archive.errors import AccountRefused

FLOW_LIFE = timedelta(minutes=10)
"""So long somebody may stay at the provider."""
FLOWS = 1_000
"""Log-ins under way, at most; the oldest make room."""
KNOWN_LIFE = timedelta(hours=1)
"""What the provider says of itself is asked for so often."""
PATIENCE = 10
"""Seconds to wait for the provider."""
LEEWAY = 60
"""Seconds that its clock may differ from ours."""
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
"""Signatures by a key of the provider's; none that the client's secret could make."""
SCOPE = "openid profile email"
UNREACHABLE = "Organisationens inloggning svarar inte. Försök igen om en stund, eller logga in med ett konto i arkivet."
UNFIT = "Svaret från organisationens inloggning går inte att lita på. Försök igen. Händer det om igen, säg till IT."
LATE = "Inloggningen tog för lång tid, eller började i en annan webbläsare. Försök igen."
REFUSED = "Du avbröt, eller så släppte organisationens inloggning inte in dig."


@dataclass(frozen=True, kw_only=True)
class Client:
    """What the archive is to the provider."""

    issuer: str
    id: str
    secret: str
    claim: str = "groups"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody the provider vouches for. `groups` are the values of the claim that roles are read from."""

    subject: str
    name: str
    shown: str
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Flow:
    """A log-in under way. `browser` is the key that the browser must bring back."""

    nonce: str
    verifier: str
    browser: str
    target: str
    ends: datetime


class Provider:
    """The organisation's log-in. Threads may share it."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._flows: OrderedDict[str, Flow] = OrderedDict()
        self._known: tuple[datetime, dict[str, Any]] | None = None
        self._lock = threading.Lock()

    def begin(self, *, answer_at: str, target: str, now: datetime) -> tuple[str, str]:
        """Where to send somebody, and the key that their browser keeps meanwhile. Raises AccountRefused."""
        state, flow = token_urlsafe(32), _flow(target, now)
        known = self._says(now)
        with self._session(answer_at) as session:
            url, _ = session.create_authorization_url(
                known["authorization_endpoint"], state=state, nonce=flow.nonce, code_verifier=flow.verifier
            )
        with self._lock:
            self._flows[state] = flow
            while len(self._flows) > FLOWS:
                self._flows.popitem(last=False)
        return str(url), flow.browser

    def finish(self, said: Mapping[str, str], *, browser: str, answer_at: str, now: datetime) -> tuple[Person, str]:
        """Who came back, and where they were going. Each state is good once. Raises AccountRefused."""
        with self._lock:
            flow = self._flows.pop(said.get("state", ""), None)
        if flow is None or now >= flow.ends or not hmac.compare_digest(flow.browser.encode(), browser.encode()):
            raise AccountRefused(LATE)
        if "code" not in said:
            raise AccountRefused(REFUSED)
        if said.get("iss", self._client.issuer) != self._client.issuer:  # RFC 9207
            raise AccountRefused(UNFIT)
        return self._vouched(said["code"], flow, answer_at, now), flow.target

    def leaving(self, *, back_to: str, now: datetime) -> str:
        """Where one logs out at the provider (RP-Initiated Logout 1.0); "" when there is no such place."""
        try:
            place = self._says(now).get("end_session_endpoint", "")
        except AccountRefused:
            return ""
        asked = urlencode({"client_id": self._client.id, "post_logout_redirect_uri": back_to})
        return f"{place}{'&' if '?' in place else '?'}{asked}" if place else ""

    def _vouched(self, code: str, flow: Flow, answer_at: str, now: datetime) -> Person:
        known = self._says(now)
        try:
            with self._session(answer_at) as session:
                token = session.fetch_token(
                    known["token_endpoint"], code=code, code_verifier=flow.verifier, timeout=PATIENCE
                )
                claims = self._claims(token, flow, known["jwks_uri"], now)
                if not _values(claims, self._client.claim) and "userinfo_endpoint" in known:
                    claims = _userinfo(session, known["userinfo_endpoint"], claims["sub"]) | claims
        except requests.RequestException as error:
            _refuse(UNREACHABLE, error)
        except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
            _refuse(UNFIT, error)
        return self._person(claims)

    def _claims(self, token: Mapping[str, Any], flow: Flow, keys_at: str, now: datetime) -> dict[str, Any]:
        """What the ID token says, once it is shown to be the provider's, for us, for this log-in, and in time."""
        keys = KeySet.import_key_set(cast("KeySetSerialization", _asked(keys_at)))
        decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
        options = {
            "iss": {"essential": True, "value": self._client.issuer},
            "aud": {"essential": True, "value": self._client.id},
        }
        params = {"nonce": flow.nonce, "client_id": self._client.id, "access_token": token.get("access_token")}
        checked = CodeIDToken(decoded.claims, decoded.header, options, params)
        checked.validate(now=int(now.timestamp()), leeway=LEEWAY)
        return dict(decoded.claims)

    def _person(self, claims: Mapping[str, Any]) -> Person:
        name = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
        return Person(
            subject=f"{self._client.issuer} {claims['sub']}",
            name=name,
            shown=str(claims.get("name") or name),
            groups=_values(claims, self._client.claim),
        )

    def _session(self, answer_at: str) -> Any:
        client = self._client
        return OAuth2Session(
            client.id, client.secret or None, scope=SCOPE, redirect_uri=answer_at, code_challenge_method="S256"
        )

    def _says(self, now: datetime) -> dict[str, Any]:
        """What the provider says of itself (OpenID Connect Discovery 1.0). Raises AccountRefused."""
        with self._lock:
            if self._known and now - self._known[0] < KNOWN_LIFE:
                return self._known[1]
        try:
            said = _asked(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
        except (requests.RequestException, ValueError, TypeError) as error:
            _refuse(UNREACHABLE, error)
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if said.get("issuer") != self._client.issuer or not all(isinstance(said.get(each), str) for each in needed):
            raise AccountRefused(UNFIT)
        with self._lock:
            self._known = (now, said)
        return said


def _flow(target: str, now: datetime) -> Flow:
    nonce, verifier, browser = (token_urlsafe(48) for _ in range(3))
    return Flow(nonce=nonce, verifier=verifier, browser=browser, target=target, ends=now + FLOW_LIFE)


def _values(claims: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """The texts of a claim, one or a list; dots lead into claims that hold others ("realm_access.roles")."""
    found: Any = claims
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return tuple(each for each in listed if isinstance(each, str))


def _refuse(text: str, cause: Exception) -> NoReturn:
    raise AccountRefused(text) from cause


def _asked(url: str) -> dict[str, Any]:
    """A JSON object of the provider's. Raises RequestException, ValueError, TypeError."""
    response = requests.get(url, timeout=PATIENCE, allow_redirects=False)
    response.raise_for_status()
    said = response.json()
    if not isinstance(said, dict):
        raise TypeError(f"{url} gives no JSON object")
    return said


def _userinfo(session: Any, url: str, subject: str) -> dict[str, Any]:
    """More of what is known of somebody. Raises ValueError when it is somebody else (Core 1.0 5.3.2)."""
    response = session.get(url, timeout=PATIENCE, allow_redirects=False)
    response.raise_for_status()
    said = response.json()
    if not isinstance(said, dict) or said.get("sub") != subject:
        raise ValueError("userinfo is about somebody else")
    return said
