"""Addresses: joined as a browser joins them (WHATWG URL), and one canonical form per page (RFC 3986 6.2).

The canonical form is what is asked for, what is stored and what two addresses are compared by: scheme and host in
lower case, no default port, no trailing dot on the host, no user name, no fragment, no tracking or session
parameters, unreserved characters unescaped (%7E is ~), escapes in upper case, %2F left alone, and query parameters
sorted by name. Repeated names keep their order, and a query with parts that are not name=value is left as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import ada_url

from crawler.errors import BadUrl

MAX_LENGTH = 2083

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|igshid|mc_[ce]id|_g[al]|_hs\w+|mkt_tok",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"j?sessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cfid|cftoken|session_?id|sessid",
    re.IGNORECASE,
)
_MAYBE_SESSION = re.compile(r"sid|s|session|token", re.IGNORECASE)
_TICKET = re.compile(r"(?=[^0-9]*[0-9])(?=[^A-Za-z]*[A-Za-z])[0-9A-Za-z_-]{16,}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_KNOWN = 32_768


def join(base: str, reference: str) -> str:
    """The canonical address a browser would go to for `reference` on the page `base`.

    Addresses of other schemes ("mailto:", "file:") come out as they are, for scope to refuse. Raises BadUrl.
    """
    if len(reference) > MAX_LENGTH * 4:
        raise BadUrl("longer than any address in use")
    try:
        joined = ada_url.join_url(base, reference)
    except (ValueError, UnicodeError) as error:
        raise BadUrl(f"not an address: {reference[:200]!r}") from error
    return _canonical(joined)


def canonical(url: str) -> str:
    """The one form of an absolute address. Raises BadUrl."""
    try:
        return _canonical(ada_url.normalize_url(url))
    except (ValueError, UnicodeError) as error:
        raise BadUrl(f"not an address: {url[:200]!r}") from error


@lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """The host name without port, "" when there is none."""
    return urlsplit(url).hostname or ""


@lru_cache(maxsize=1024)
def origin_of(url: str) -> str:
    """Scheme, host and port when it is not the default: what robots.txt speaks for (RFC 9309 2.3)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def port_of(url: str) -> int:
    """The port, or the scheme's own; 0 for schemes that have none."""
    parts = urlsplit(url)
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)


def plain_host(host: str) -> str:
    """The host without a leading "www.": the two are one site."""
    return host.removeprefix("www.")


@lru_cache(maxsize=_KNOWN)
def _canonical(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        return url
    host = parts.netloc.rpartition("@")[2]
    name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    path = _escapes(_PATH_SESSION.sub("", parts.path)) or "/"
    query = _query(parts.query)
    return f"{parts.scheme}://{name.rstrip('.')}{colon}{port}{path}" + (f"?{query}" if query else "")


def _escapes(text: str) -> str:
    return _ESCAPE.sub(_escape, text) if "%" in text else text


def _escape(match: re.Match[str]) -> str:
    letter = chr(int(match.group(1), 16))
    return letter if letter in _UNRESERVED else match.group().upper()


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [part for part in _escapes(query).split("&") if part and not _is_noise(part)]
    if all("=" in part for part in kept):
        kept.sort(key=lambda part: part.partition("=")[0])
    return "&".join(kept)


def _is_noise(part: str) -> bool:
    name, _, value = part.partition("=")
    if _TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    return bool(_MAYBE_SESSION.fullmatch(name) and _TICKET.fullmatch(value))
