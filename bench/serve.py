"""How many searchers `kommunarkiv serve` stands: requests a second and how long the slowest of a hundred waits.

    python -m bench.serve [--docs 20000] [--searchers 50] [--seconds 10]

An archive of made pages (bench.search_corpus) is indexed and served by the real command; wrk (Debian's package) asks it
200 different questions over and over, as a page and as JSON, with so many connections at once. A peer in the same run:
the front page's style sheet, so that what a search adds can be told from what serving anything costs.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from archive.config import make_config
from archive.facets import SCHEMA
from archive.wiring import opened
from bench.search_corpus import Asked, Page, make_pages, make_queries
from index.model import SHOWN, Document

SCRIPT = """
local asked = {{ {urls} }}
local turn = math.random(#asked)
request = function()
  turn = turn % #asked + 1
  return wrk.format("GET", asked[turn])
end
"""


def document(page: Page) -> Document:
    """A made page as the archive's index holds one."""
    values = {
        "titel": page.title,
        "text": page.body,
        "datum": page.day,
        "datumslag": "published day",
        "ar": (page.year,),
        "forvaltning": (page.unit,),
        "amne": page.topics,
        "typ": "Webbsida",
        "kalla": "bench",
        "url": f"https://www.mellankoping.example/{page.id}",
        "sida": page.id,
        "sedd": page.day,
        "visas": SHOWN,
        "versioner": 1,
        "adresser": 1,
    }
    return Document(id=page.id, values=values)


def question(asked: Asked) -> str:
    """A made query as a person types it."""
    match asked.kind:
        case "or":
            return " ELLER ".join(asked.words)
        case "phrase":
            return f'"{" ".join(asked.words)}"'
        case "prefix":
            return f"{asked.words[0]}*"
        case _:
            days = f" datum:{asked.days[0]}..{asked.days[1]}" if asked.days else ""
            return " ".join(asked.words) + days


@contextmanager
def served(home: Path) -> Iterator[str]:
    """The address of the running command; it is ended afterwards."""
    command = [sys.executable, "-m", "archive", "--home", str(home), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            found = re.search(r"http://\S+", child.stdout.readline() if child.stdout else "")
            if not found:
                raise SystemExit("the server did not say where it is")
            yield found[0].rstrip("/")
        finally:
            child.terminate()


def style(address: str) -> str:
    """The path of a style sheet."""
    with urlopen(f"{address}/") as answer:
        return re.search(r'href="(/[^"]+\.css[^"]*)"', answer.read().decode())[1]  # type: ignore[index]


def wrk(address: str, paths: Sequence[str], searchers: int, seconds: int, folder: Path) -> tuple[float, float, float]:
    """Requests a second, median and 99th percentile in milliseconds. Stops when an answer was no success."""
    script = folder / "ask.lua"
    script.write_text(SCRIPT.format(urls=", ".join(f'"{path}"' for path in paths)), "utf-8")
    command = [
        "wrk",
        "-t2",
        f"-c{searchers}",
        f"-d{seconds}s",
        "--timeout",
        "30s",
        "--latency",
        "-s",
        str(script),
        address,
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])  # type: ignore[index]
    return rate, _milliseconds(said, "50%"), _milliseconds(said, "99%")


def _milliseconds(said: str, share: str) -> float:
    number, unit = re.search(rf"{share}\s+([\d.]+)(us|ms|s|m)\b", said).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}[unit]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--searchers", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    chosen = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not here; on Debian: apt-get install wrk")
    folder = Path(tempfile.mkdtemp(prefix="bench-serve-"))
    try:
        measure(folder, chosen)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, chosen: argparse.Namespace) -> None:
    """Fill an archive, serve it, ask it."""
    pages = list(make_pages(chosen.docs))
    home = folder / "home"
    with opened(make_config(home)) as archive, archive.index.rebuild() as batch:
        for page in pages:
            batch.put(document(page))
    asked = [quote_plus(question(each)) for each in make_queries(pages, 200)]
    kinds = {
        "a style sheet": [],
        "search as a page": [f"/sok?q={each}" for each in asked],
        "search as JSON": [f"/api/sok?q={each}" for each in asked],
    }
    table = Table(title=f"{chosen.docs} pages, {chosen.searchers} searchers at once, {len(SCHEMA.facets)} facets")
    for column in ("asked for", "requests/s", "median ms", "p99 ms"):
        table.add_column(column, justify="left" if column == "asked for" else "right")
    with served(home) as address:
        kinds["a style sheet"] = [style(address)]
        for name, paths in kinds.items():
            wrk(address, paths, 2, 2, folder)
            rate, median, slow = wrk(address, paths, chosen.searchers, chosen.seconds, folder)
            table.add_row(name, f"{rate:.0f}", f"{median:.0f}", f"{slow:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
