"""The guard against being sent into our own network."""

from __future__ import annotations

import socket

import pytest

from crawler.address import ForbiddenAddress, any_socket, is_forbidden, is_public, place_rule, public_socket
from crawler.model import Source


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2002:a00:1::",
        "2002:7f00:1::",
        "2001:0:53aa:64c:0:0:f5ff:fffe",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_in_all_their_forms(address: str) -> None:
    assert is_public(address)


def test_no_socket_is_made_for_a_forbidden_address() -> None:
    with pytest.raises(ForbiddenAddress) as caught:
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80)))
    assert is_forbidden(caught.value)
    assert is_forbidden(OSError(f"Multiple exceptions: {caught.value}, refused"))
    assert not is_forbidden(OSError("refused"))


def test_sockets_are_made_for_public_addresses_and_for_private_ones_when_allowed() -> None:
    with public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))) as public:
        assert public.family == socket.AF_INET
    with any_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))) as private:
        assert private.family == socket.AF_INET


def test_scheme_and_port_are_checked_where_the_request_leaves() -> None:
    plain = Source(name="n", seeds=(), ports=(8080,))
    private = Source(name="n", seeds=(), allow_private=True)
    assert place_rule("https://a.se/", plain) is None
    assert place_rule("http://a.se:8080/", plain) is None
    assert str(place_rule("http://a.se:6379/", plain)) == "port"
    assert place_rule("http://127.0.0.1:6379/", private) is None
    assert str(place_rule("file:///etc/passwd", private)) == "scheme"
