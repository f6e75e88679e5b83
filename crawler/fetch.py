"""The HTTP client: one request, bounded in size, time and headers; whatever the server does, an answer comes out.

Redirects are not followed, proxies of the environment are not used, certificates are always verified. Bodies are
read raw and decoded here (crawler.decode), so that no coding gets past the limit. Cookies are kept for as long as
the fetcher lives, because some sites answer only those who send them back.
"""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from crawler.address import any_socket, is_forbidden, place_rule, public_socket
from crawler.decode import Decoded, decode
from crawler.model import Ask, Capture, Failure, Headers, Refusal, Revisit, Source, Target
from crawler.robots import AGENT, MAX_BYTES
from crawler.scope import Rule

MAX_COOKIES = 100

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.8"
_CAUSES: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (TimeoutError, "timeout"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
    (aiohttp.ClientConnectorDNSError, "dns"),
    (aiohttp.ClientConnectorError, "connect"),
    (aiohttp.ClientPayloadError, "body"),
    ((aiohttp.InvalidURL, UnicodeError), "url"),
    (aiohttp.ClientResponseError, "protocol"),
    ((aiohttp.ClientError, OSError), "reset"),
    (ValueError, "protocol"),
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much of a server's time and bytes we take: bytes after decoding, seconds."""

    body: int = 10 * 1024 * 1024
    total: float = 30.0
    idle: float = 10.0
    connect: float = 10.0
    header: int = 16_384
    headers: int = 200


def identity(version: str, contact: str = "") -> str:
    """What we call ourselves: kommunarkiv/<version> (+<contact>)."""
    plain = "".join(letter for letter in contact if letter.isprintable() and letter not in "()")
    return f"{AGENT}/{version} (+{plain})" if plain else f"{AGENT}/{version}"


def _now() -> datetime:
    return datetime.now(UTC)


class _Response(aiohttp.ClientResponse):
    """Remembers who was at the other end, which the library forgets as soon as the body is read."""

    peer: str | None = None

    async def start(self, connection: Connection) -> aiohttp.ClientResponse:
        transport = connection.transport
        place = transport.get_extra_info("peername") if transport else None
        self.peer = str(place[0]) if place else None
        return await super().start(connection)


class HttpFetcher:
    """`crawler.seams.Fetcher` over aiohttp. Make it inside a running event loop; close it there."""

    def __init__(self, *, agent: str, limits: Limits | None = None, clock: Callable[[], datetime] = _now) -> None:
        self._agent = agent
        self._limits = limits or Limits()
        self._clock = clock
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def fetch(self, target: Target, source: Source) -> Capture | Revisit | Refusal | Failure:
        """Ask once. See the seam."""
        at = self._clock()
        try:
            rule = place_rule(target.url, source)
            if rule:
                return Refusal(url=target.url, at=at, rule=rule)
            return await self._ask(target, at, private=source.allow_private)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return _trouble(target, at, error)

    async def address(self, url: str) -> str | None:
        """The network address of a URL's host; of several, always the same one."""
        try:
            host = URL(url, encoded=True).host
            if not host:
                return None
            found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, ValueError):
            return None
        return min((str(place[0]) for *_, place in found), default=None)

    async def close(self) -> None:
        """Let go of connections. Harmless twice."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def _ask(self, target: Target, at: datetime, *, private: bool) -> Capture | Revisit | Failure:
        session = self._session(private=private)
        url = URL(target.url, encoded=True)
        async with session.get(url, headers=_conditions(target), allow_redirects=False) as response:
            answer = _Answer(target=target, at=at, response=response)
            limit = MAX_BYTES if target.ask is Ask.ROBOTS else self._limits.body
            body = b"" if response.status == 304 else await _read(response, limit)
            return answer.visit(body, limit)

    def _session(self, *, private: bool) -> aiohttp.ClientSession:
        session = self._sessions.get(private)
        if session is None:
            session = self._sessions[private] = self._open(private=private)
        if len(session.cookie_jar) > MAX_COOKIES:
            session.cookie_jar.clear()
        return session

    def _open(self, *, private: bool) -> aiohttp.ClientSession:
        limits = self._limits
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=any_socket if private else public_socket),
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={
                "User-Agent": self._agent,
                "Accept": _ACCEPT,
                "Accept-Language": "sv, en;q=0.5",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=aiohttp.ClientTimeout(total=limits.total, sock_connect=limits.connect, sock_read=limits.idle),
            auto_decompress=False,
            trust_env=False,
            max_line_size=limits.header,
            max_field_size=limits.header,
            max_headers=limits.headers,
            response_class=_Response,
        )


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """The head of a response and what was asked."""

    target: Target
    at: datetime
    response: aiohttp.ClientResponse

    def visit(self, raw: bytes, limit: int) -> Capture | Revisit | Failure:
        target, status = self.target, self.response.status
        if status == 304:
            return self._revisit(target.digest) if target.digest and _conditions(target) else self._unasked()
        payload = _payload(raw, ",".join(self.response.headers.getall("Content-Encoding", ())), limit)
        digest = hashlib.sha256(payload.body).hexdigest()
        if status == 200 and digest == target.digest and payload.truncated is None:
            return self._revisit(digest)
        return self._capture(payload, digest)

    def _unasked(self) -> Failure:
        return Failure(url=self.target.url, at=self.at, cause="http-304", detail="nobody asked for it")

    def _revisit(self, digest: str) -> Revisit:
        response = self.response
        return Revisit(
            url=self.target.url,
            at=self.at,
            status=response.status,
            headers=_headers(response.raw_headers),
            digest=digest,
            request_headers=tuple(response.request_info.headers.items()),
            http_version=_version(response),
            ip=_peer(response),
        )

    def _capture(self, payload: Decoded, digest: str) -> Capture:
        response = self.response
        return Capture(
            url=self.target.url,
            at=self.at,
            status=response.status,
            headers=_headers(response.raw_headers),
            body=payload.body,
            digest=digest,
            request_headers=tuple(response.request_info.headers.items()),
            http_version=_version(response),
            truncated=payload.truncated,
            ip=_peer(response),
            warnings=payload.warnings,
        )


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    """The raw body, at most one byte more than the limit; then the connection is dropped."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > limit:
            response.close()
            break
    return bytes(body[: limit + 1])


def _payload(raw: bytes, coding: str | None, limit: int) -> Decoded:
    if len(raw) <= limit:
        return decode(raw, coding, limit)
    return Decoded(body=decode(raw[:limit], coding, limit).body, truncated="length")


def _conditions(target: Target) -> dict[str, str]:
    """Validators, byte for byte; only for a payload we still hold."""
    if target.digest is None or target.ask is Ask.ROBOTS:
        return {}
    given = {"If-None-Match": target.etag, "If-Modified-Since": target.last_modified}
    return {name: value for name, value in given.items() if value and _is_sendable(value)}


def _is_sendable(value: str) -> bool:
    """Letters outside ASCII would go out as other bytes than those that came."""
    return value.isascii() and value.isprintable()


def _headers(raw: tuple[tuple[bytes, bytes], ...]) -> Headers:
    return tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in raw)


def _version(response: aiohttp.ClientResponse) -> str:
    version = response.version
    return f"{version.major}.{version.minor}" if version else "1.1"


def _peer(response: aiohttp.ClientResponse) -> str | None:
    return response.peer if isinstance(response, _Response) else None


def _trouble(target: Target, at: datetime, error: BaseException) -> Refusal | Failure:
    if is_forbidden(error):
        return Refusal(url=target.url, at=at, rule=Rule.ADDRESS)
    cause = next(name for kind, name in _CAUSES if isinstance(error, kind))
    return Failure(url=target.url, at=at, cause=cause, detail=(str(error) or type(error).__name__)[:300])
