"""The guard against being sent into our own network (server-side request forgery).

The check sits where a socket is made for an address that is about to be connected: after name resolution, so that a
literal address, a strange spelling of one and a name that changes its answer are all covered.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from crawler.model import Source
from crawler.scope import Rule
from crawler.urls import port_of

AddrInfo = tuple[int, int, int, str, tuple[Any, ...]]

_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_REFUSED = "the host stands on an address we may not ask"


class ForbiddenAddress(OSError):
    """A connection to an address outside the public Internet was about to be made.

    The message never varies: the connector merges the errors of several addresses when they read the same.
    """

    def __init__(self) -> None:
        super().__init__(errno.EACCES, _REFUSED)


def is_public(address: str) -> bool:
    """Whether this is an address of the public Internet, with addresses inside addresses unwrapped."""
    given = ip_address(address.partition("%")[0])
    return all(_is_public(each) for each in _layers(given))


def public_socket(info: AddrInfo) -> socket.socket:
    """A socket for a resolved address; raises ForbiddenAddress. For aiohttp's `socket_factory`."""
    family, kind, protocol, _, place = info
    if not is_public(str(place[0])):
        raise ForbiddenAddress
    return socket.socket(family, kind, protocol)


def any_socket(info: AddrInfo) -> socket.socket:
    """A socket for whatever address, for sources that may stand on a private one."""
    family, kind, protocol, _, _ = info
    return socket.socket(family, kind, protocol)


def place_rule(url: str, source: Source) -> Rule | None:
    """Scheme and port, checked again where the request leaves: robots.txt redirects come here unscoped."""
    if not url.startswith(("http://", "https://")):
        return Rule.SCHEME
    if source.allow_private or port_of(url) in {80, 443, *source.ports}:
        return None
    return Rule.PORT


def is_forbidden(error: BaseException) -> bool:
    """Whether this connection error is the guard's refusal, however it was wrapped."""
    return _REFUSED in str(error)


def _layers(address: IPv4Address | IPv6Address) -> tuple[IPv4Address | IPv6Address, ...]:
    if isinstance(address, IPv4Address):
        return (address,)
    if address.teredo:
        return (address, *address.teredo)
    if wrapped := address.ipv4_mapped or address.sixtofour:  # Pythons differ on the wrapping itself
        return (wrapped,)
    inner = _nat64(address) or _compatible(address)
    return (address, inner) if inner else (address,)


def _nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if any(address in net for net in _NAT64) else None


def _compatible(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address)) if 1 < int(address) < 2**32 else None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    in_nat64 = isinstance(address, IPv6Address) and _nat64(address) is not None
    if address.is_multicast or address.is_unspecified or (address.is_reserved and not in_nat64):
        return False
    return address.is_global and not _is_odd(address)


def _is_odd(address: IPv4Address | IPv6Address) -> bool:
    """Blocks the standard library calls global though no site stands there: 192.0.0.0/24 (RFC 6890), site-local."""
    if isinstance(address, IPv4Address):
        return int(address) >> 8 == int(IPv4Address("192.0.0.0")) >> 8
    return address.is_site_local
