"""Case 66 in full: certificates that are not in order though their maker is trusted, and a site on IPv6 alone."""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from crawler.fetch import HttpFetcher, identity
from crawler.model import Capture, Failure, Source, Target
from tests.hostile.server import Server, reply, running

ROOT = Path(__file__).parents[2]
SOURCE = Source(name="hostile", seeds=(), allow_private=True)
ASK = """
import asyncio, sys
from tests.hostile.test_networks import fetched
for url in sys.argv[1:]:
    visit = asyncio.run(fetched(url))
    print(getattr(visit, "status", None) or visit.cause)
"""


async def fetched(url: str) -> object:
    fetcher = HttpFetcher(agent=identity("test"))
    try:
        return await fetcher.fetch(Target(url=url, source=SOURCE.name), SOURCE)
    finally:
        await fetcher.close()


def certificate(folder: Path, name: str, *, days: int = 1, address: str = "127.0.0.1") -> Path:
    """A certificate with its key in one file, signed by itself."""
    key, wish, said, made = (folder / f"{name}.{end}" for end in ("key", "csr", "ext", "crt"))
    said.write_text(f"subjectAltName=IP:{address}", "utf-8")
    ask = ["openssl", "req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", wish, "-subj", f"/CN={name}"]
    sign = ["openssl", "x509", "-req", "-in", wish, "-signkey", key, "-days", str(days), "-extfile", said, "-out", made]
    for command in (ask, sign):
        subprocess.run(command, check=True, capture_output=True)
    return made


@contextmanager
def secured(made: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made, made.with_suffix(".key"))
    with running({"/": lambda sock, _: sock.sendall(reply("Hej"))}, tls=context) as server:
        yield server


def answers(trusted: Path, *servers: Server) -> list[str]:
    """What a process that trusts these certificates gets of each server: the status, or the cause of a failure."""
    command = [sys.executable, "-c", ASK, *(f"{server.origin}/" for server in servers)]
    said = os.environ | {"SSL_CERT_FILE": str(trusted)}
    return subprocess.run(command, cwd=ROOT, env=said, check=True, capture_output=True, text=True).stdout.split()


def test_a_certificate_that_is_not_in_order_is_an_error_and_nothing_is_asked(tmp_path: Path) -> None:
    good = certificate(tmp_path, "good")
    expired = certificate(tmp_path, "expired", days=-1)
    other = certificate(tmp_path, "other", address="192.0.2.1")
    stranger = certificate(tmp_path, "stranger")
    trusted = tmp_path / "trusted.pem"
    trusted.write_bytes(b"".join(each.read_bytes() for each in (good, expired, other)))
    with ExitStack() as stack:
        servers = [stack.enter_context(secured(each)) for each in (good, expired, other, stranger)]
        assert answers(trusted, *servers) == ["200", "tls", "tls", "tls"]
        assert [len(server.log.requests) for server in servers] == [1, 0, 0, 0]


def test_a_site_on_ipv6_alone_is_had_and_nobody_there_is_an_error() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply("Hej"))
        writer.close()

    async def both() -> tuple[object, object]:
        server = await asyncio.start_server(serve, "::1")
        url = f"http://[::1]:{server.sockets[0].getsockname()[1]}/"
        async with server:
            first = await fetched(url)
        return first, await fetched(url)

    try:
        had, gone = asyncio.run(both())
    except OSError:
        pytest.skip("no IPv6 on this machine")
    assert isinstance(had, Capture)
    assert (had.body, had.ip) == (b"Hej", "::1")
    assert isinstance(gone, Failure)
    assert gone.cause == "connect"
