"""How long the procurement ledger takes: the page, cold and warm, of a day, its files, and what a file costs in memory.

    python -m bench.ledger [--pages 20000] [--share 0.3]

A store of made pages, of which a share tells of a procurement, each with two versions; asked through the application
as a visitor does. Cold is the first question after the store has changed. A peer in the same run: the front page.
The second figure is the processor's time: what is left of the first when nothing else runs on the machine.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles

from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table

from archive.config import make_config
from archive.model import Evidence, Memento, Procurement, Section
from archive.parts import Archive
from archive.store.pages import page_id
from archive.web import create_app
from archive.wiring import opened

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
KINDS = ("direktupphandling", "upphandling", "ramavtal", "avrop")
STAGES = ("tilldelad", "annonserad", "planerad", None)
SENTENCE = (
    "Nämnden beslutade att tilldela avtalet om vara {n} till Leverantör {s} AB för {v} kronor i konkurrens med andra."
)
AUDITOR = "/upphandling?fran=20170101+t+o+m+20180617&minst=1%2C1+m&slag=direktupphandling"
PIECE = 500
ASKED = 30


def memento(number: int, chance: Random, *, share: float) -> Memento:
    """A made page."""
    url = f"https://www.mellankoping.example/nyheter/{number}/"
    text = f"Sida {number}. " + SENTENCE.format(n=number, s=number % 400, v=number * 1_000)
    return Memento(
        page=page_id(url),
        url=url,
        source="bench",
        at=FIRST,
        seen_at=FIRST,
        title=f"Nyhet {number}",
        sections=(Section(kind="paragraph", text=text),),
        cuts=(),
        facts=(bought(number, chance),) if chance.random() < share else (),
        digest=f"{number:064d}",
        text_digest=f"{number:064d}",
    )


def bought(number: int, chance: Random) -> Procurement:
    """A made procurement; a fifth has no day, a quarter no sum."""
    day = date(2014, 1, 1) + timedelta(days=chance.randrange(4_000))
    value = chance.choice((90_000, 620_000, 1_400_000, 8_000_000)) + number
    return Procurement(
        kind=chance.choice(KINDS),
        stage=chance.choice(STAGES),
        object=f"vara {number}" if chance.random() < 0.7 else None,
        supplier=f"Leverantör {number % 400} AB",
        value_sek=value if chance.random() < 0.75 else None,
        date=day if chance.random() < 0.8 else None,
        unit=f"Nämnd {number % 40}",
        evidence=Evidence(text=SENTENCE.format(n=number, s=number % 400, v=value), rule="bench", start=0, end=90),
    )


def fill(archive: Archive, pages: int, share: float) -> None:
    """Every page in two versions."""
    chance = Random(7)
    for start in range(0, pages, PIECE):
        with archive.store.transaction():
            for number in range(start, min(pages, start + PIECE)):
                made = memento(number, chance, share=share)
                later = FIRST + timedelta(days=100)
                archive.store.pages.save(made)
                archive.store.pages.save(replace(made, at=later, seen_at=later, text_digest=f"x{number:063d}"))


def touch(archive: Archive) -> None:
    """Change the store, so that what is kept in memory no longer holds."""
    made = memento(0, Random(1), share=1.0)
    at = datetime.now(UTC)
    archive.store.pages.save(replace(made, at=at, seen_at=at, text_digest=at.isoformat()))


def milliseconds(ask: Callable[[], object], times: int) -> tuple[float, float, float]:
    """Median by the clock, median and 95th percentile of the processor's time."""
    taken, worked = list[float](), list[float]()
    for _ in range(times):
        begun, busy = time.perf_counter(), time.process_time()
        ask()
        taken.append((time.perf_counter() - begun) * 1_000)
        worked.append((time.process_time() - busy) * 1_000)
    cuts = quantiles(worked, n=20) if times > 1 else worked * 19
    return median(taken), cuts[9], cuts[18]


def questions(client: FlaskClient, archive: Archive) -> Iterator[tuple[str, Callable[[], object], int]]:
    """What is measured: its name, how it is asked, how often."""

    def asked(url: str) -> Callable[[], object]:
        def ask() -> object:
            answer = client.get(url)
            if answer.status_code != 200:
                raise SystemExit(f"{url}: {answer.status}")
            return answer.get_data()

        return ask

    def cold() -> object:
        touch(archive)
        return asked("/upphandling")()

    yield "the ledger, cold", cold, 5
    yield "the front page (peer)", asked("/"), ASKED
    yield "the ledger, all rows", asked("/upphandling"), ASKED
    sums = iter(range(1, 10_000))
    yield "the auditor's question, again", asked(AUDITOR), ASKED
    yield "another question each time", lambda: asked(f"/upphandling?minst={next(sums)}")(), ASKED
    yield "its last page", asked("/upphandling?sida=9999"), ASKED
    yield "as of a day, first", asked("/upphandling?vid=2024-02-01"), 1
    yield "as of a day, again", asked("/upphandling?vid=2024-02-01"), ASKED
    for end in (".csv", ".jsonl", ".xlsx", "/ocds.json"):
        yield f"all rows as {end}", asked(f"/upphandling{end}"), 2


def peak(client: FlaskClient, url: str) -> float:
    """Megabytes that a file takes at the most while it is sent, piece by piece."""
    client.get("/upphandling")
    tracemalloc.start()
    for _ in client.get(url, buffered=False).response:
        pass
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return most


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--share", type=float, default=0.3)
    chosen = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="bench-ledger-") as folder,
        opened(make_config(Path(folder) / "h")) as archive,
    ):
        fill(archive, chosen.pages, chosen.share)
        client = create_app(archive).test_client()
        rows = sum(1 for _ in archive.store.ledger.procurements())
        table = Table("asked for", "ms", "CPU ms", "CPU p95", title=f"{chosen.pages} pages, {rows} procurements")
        for name, ask, times in questions(client, archive):
            table.add_row(name, *(f"{each:.1f}" for each in milliseconds(ask, times)))
        for end in (".csv", ".xlsx"):
            table.add_row(f"memory for {end}, MB", f"{peak(client, f'/upphandling{end}'):.1f}", "", "")
        Console().print(table)


if __name__ == "__main__":
    main()
