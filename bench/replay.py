"""Whether pywb replays what a crawl kept, every response of 200 byte for byte, and cdxj-indexer finds it where we do.

    python -m bench.replay [--pywb FOLDER] [--pages 300]

Both live in an environment of their own (`python3 -m venv FOLDER && FOLDER/bin/pip install pywb cdxj-indexer`): pywb
brings another brotli, and cdxj-indexer builds a package of its own when it is installed. A made site is crawled twice;
pywb copies and indexes the WARC files by itself and is asked for each capture in its original form (`id_`).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from archive import jobs
from archive.model import Kept
from archive.wiring import open_archive
from bench import kills
from bench.crawl import site

COLLECTION = "alla"
PATIENCE = 60.0


def crawled(home: Path, pages: int) -> tuple[Kept, ...]:
    """What two crawls of a made site kept, the second of which finds most as it was."""
    with site(pages) as url:
        kills.make_home(home, url)
        for _ in range(2):
            with open_archive(home) as archive:
                jobs.crawl(archive, archive.store.sources.named(kills.NAME))
                kept = tuple(archive.store.captures.all())
    return kept


def places(tools: Path, files: list[Path]) -> set[tuple[str, int, int]]:
    """File, offset and length of every capture as cdxj-indexer finds them."""
    lines = subprocess.run([tools / "cdxj-indexer", *files], capture_output=True, check=True, text=True).stdout
    rows = [json.loads(line.split(" ", 2)[2]) for line in lines.splitlines() if not line.startswith(" CDX")]
    return {(Path(each["filename"]).name, int(each["offset"]), int(each["length"])) for each in rows}


@contextmanager
def replaying(tools: Path, folder: Path, files: list[Path]) -> Iterator[str]:
    """The address of pywb with these files in a collection."""
    for command in (["init", COLLECTION], ["add", COLLECTION, *files]):
        subprocess.run([tools / "wb-manager", *command], cwd=folder, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [tools / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/{COLLECTION}"
        finally:
            server.kill()


def wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("pywb did not start")


def is_same(address: str, kept: Kept) -> bool:
    """Whether a capture comes back with the digest of the body it was kept with."""
    try:
        with urlopen(f"{address}/{kept.at:%Y%m%d%H%M%S}id_/{kept.url}", timeout=PATIENCE) as answer:
            return bool(answer.status == 200 and hashlib.sha256(answer.read()).hexdigest() == kept.digest)
    except (HTTPError, URLError):
        return False


def main() -> None:
    """Crawl, replay, and print what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pywb", type=Path, default=Path(".pywb"), help="the environment that has pywb")
    parser.add_argument("--pages", type=int, default=300)
    chosen = parser.parse_args()
    if not all((chosen.pywb / "bin" / each).exists() for each in ("wayback", "cdxj-indexer")):
        print(f"skipped: no pywb or cdxj-indexer in {chosen.pywb} (python3 -m venv, pip install pywb cdxj-indexer)")
        return
    with tempfile.TemporaryDirectory(prefix="bench-replay-") as place:
        folder = Path(place)
        known = crawled(folder / "a", chosen.pages)
        kept = [each for each in known if each.status == 200 and each.refers_to is None]
        files = sorted((folder / "a/warc").glob("*.warc.gz"))
        ours = {(each.file, each.offset, each.length) for each in known}
        found = places(chosen.pywb.resolve() / "bin", files)
        with replaying(chosen.pywb.resolve() / "bin", folder, files) as address:
            different = [each.url for each in kept if not is_same(address, each)]
    print(f"{len(kept)} responses of 200 in {len(files)} files, {len(kept) - len(different)} replayed byte for byte")
    print(f"{len(ours)} captures, {len(ours & found)} where cdxj-indexer finds one, {len(found - ours)} of its own")
    for url in different[:10]:
        print(f"  differs: {url}")


if __name__ == "__main__":
    main()
