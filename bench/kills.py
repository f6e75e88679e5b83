"""Whether kill -9 loses anything: a crawl killed at so many random moments, and what is there afterwards.

    python -m bench.kills [--kills 100] [--pages 300] [--seed 4711]

A made site (bench.crawl_site) is crawled by the real command, which is killed again and again; a crawl that came to its
end begins a new round. After each kill the archive is opened and every page that had been acknowledged must still be
there. At the end every page stands once and `verify` finds nothing wrong.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from archive.config import make_config
from archive.keeping import verify
from archive.wiring import open_archive, opened
from bench.crawl import site
from crawler.model import Source

NAME = "bench"


def killed(home: Path, seconds: float) -> bool:
    """Let a crawl run for so long and kill it; False when it had come to its end."""
    command = [sys.executable, "-m", "archive", "crawl", NAME, "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
    return child.returncode == -signal.SIGKILL


def held(home: Path) -> tuple[set[str], float]:
    """The pages that stand, and how long opening what the kill left took."""
    began = time.perf_counter()
    with open_archive(home) as archive:
        seconds = time.perf_counter() - began
        return {page.url for page in archive.store.pages.all()}, seconds


def main() -> None:
    """Kill, look, and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=4711)
    chosen = parser.parse_args()
    moments, kills, lost, slowest = random.Random(chosen.seed), 0, 0, 0.0
    known: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as place, site(chosen.pages) as url:
        home = Path(place) / "a"
        with opened(make_config(home)) as archive:
            archive.store.sources.save(Source(name=NAME, seeds=(f"{url}/",), delay=0, allow_private=True))
        while kills < chosen.kills:
            kills += killed(home, moments.uniform(1, 10))
            now, seconds = held(home)
            lost, slowest, known = lost + len(known - now), max(slowest, seconds), known | now
        subprocess.run([sys.executable, "-m", "archive", "crawl", NAME, "--home", str(home)], check=True)
        now, _ = held(home)
        with open_archive(home) as archive:
            verdict = verify(archive)
        print(f"{kills} kills: {lost} acknowledged pages lost, {len(now)} of {chosen.pages + 1} pages at the end,")
        print(f"verify {'green' if not verdict.findings else 'RED'}, opening took {slowest:.2f} s at most")


if __name__ == "__main__":
    main()
