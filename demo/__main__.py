"""The demonstration: the fictional site on a loopback port, crawled twice over HTTP, indexed and served.

Everything after the site itself is the ordinary `kommunarkiv` command, as it would meet any site. Between the two
crawls the site moves on to its second edition: a page changes, one vanishes, one is new. The site stays up and the
server works, so that a crawl can be ordered, paused and stopped behind the door, too.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from urllib.request import urlopen

from archive.config import FILE
from demo.serve import serving

SEARCHES = (
    ("ramavtal", {}),
    ('"budget i balans"', {"ar": "2024"}),
    ("direktupphandling belopp:>500000", {}),
)
READY = "Serving at "


def main() -> int:
    """Run the demonstration; gives the exit status."""
    parser = argparse.ArgumentParser(
        prog="./run demo", description="Crawl a fictional municipality, serve its archive."
    )
    parser.add_argument("--once", action="store_true", help="ask three questions of the running server, then stop")
    parser.add_argument("--port", type=int, default=0, help="port of the archive; 0 takes any free one")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with TemporaryDirectory(prefix="kommunarkiv-demo-") as folder:
        home = Path(folder) / "home"
        try:
            with serving() as site:
                build(home, site.url)
                site.switch(2)
                kommunarkiv(home, "crawl", "mellankoping")
                return show(home, port=chosen.port, once=chosen.once)
        except KeyboardInterrupt:
            return 0


def build(home: Path, url: str) -> None:
    """An archive of the site as it stands."""
    kommunarkiv(home, "init")
    with (home / FILE).open("a", encoding="utf-8") as settings:
        settings.write("\nwork_in_serve = true\n")
    where = ("source", "add", "mellankoping", f"{url}/", "--delay", "0", "--allow-private")
    kommunarkiv(home, *where, "--register", "mellankoping", "--exclude", "/kalender")
    kommunarkiv(home, "crawl", "mellankoping")


def kommunarkiv(home: Path, *words: str) -> None:
    """Run the ordinary command. Raises CalledProcessError."""
    subprocess.run(command(home, *words), check=True)


def command(home: Path, *words: str) -> list[str]:
    """The command line of the ordinary program."""
    return [sys.executable, "-m", "archive", *words, "--home", os.fspath(home)]


def show(home: Path, *, port: int, once: bool) -> int:
    """Serve the archive; ask three questions, or wait until interrupted."""
    with served(home, port) as address:
        print(f"The archive of Mellanköpings kommun is at {address}", flush=True)
        if once:
            return 0 if all(ask(address, text, chosen) for text, chosen in SEARCHES) else 1
        print("Stop it with Ctrl-C.", flush=True)
        signal.pause()
    return 0


@contextmanager
def served(home: Path, port: int) -> Iterator[str]:
    """The web application in a process of its own, for the length of a `with`; gives its address."""
    server = subprocess.Popen(command(home, "serve", "--port", str(port)), stdout=subprocess.PIPE, text=True)
    try:
        line = server.stdout.readline() if server.stdout else ""
        if not line.startswith(READY):
            raise SystemExit("The web server did not start; its message is above.")
        print(server.stdout.readline() if server.stdout else "", end="", flush=True)
        yield line.removeprefix(READY).strip()
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout:
            server.stdout.close()


def ask(address: str, text: str, chosen: dict[str, str]) -> int:
    """Put one question to the running server and print what it found; gives how many pages."""
    with urlopen(f"{address}api/sok?{urlencode({'q': text, **chosen})}", timeout=30) as reply:
        said = json.load(reply)
    print(f"\n{text} {' '.join(f'{name}={value}' for name, value in chosen.items())}: {said['total']} pages")
    for hit in said["hits"][:3]:
        print(f"  {hit['date'] or '-':10}  {hit['title']}")
    return int(said["total"])


if __name__ == "__main__":
    sys.exit(main())
