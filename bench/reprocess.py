"""Everything made again from the captures: pages a second, where the time goes, memory, and a kill -9 in the middle.

Run with `python -m bench.reprocess [--pages 10000]`. The pages are the demo site's, each varied so that no two are
the same; they are kept in an archive in a temporary folder as if nothing had been read of them yet.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from archive import derive, enrich
from archive.ingest import open_reader, reading
from archive.model import Memento
from archive.parts import Archive
from archive.store.pages import page_id
from archive.wiring import make_archive, open_archive
from crawler.extract import extract
from crawler.formats.fenced import FENCE
from crawler.media import parse_content_type
from crawler.model import Capture, Extract, Source
from crawler.site_model import SiteModel
from demo import documents, doors
from demo.dress import Setting, dress
from demo.furniture import cards_of, contact_of, crumbs_of, side_of
from demo.model import BlockKind, Kind, Page, Run
from demo.site import HOME, Site

SOURCE = Source(name="mellankoping", seeds=(f"{HOME}/",), register="mellankoping")
AT = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)
PIECE = 200
LEAST = 1_000
"""Pages from which on memory must not grow any more, and pages of the run that is killed."""

T = TypeVar("T")


def varied(site: Site, count: int) -> Iterator[tuple[str, str, bytes]]:
    """Address, media type and body of so many pages, no two alike."""
    pages = tuple(page for page in site.pages.values() if page.kind is not Kind.LIST)
    carded = tuple(page for page in site.news if page.carded)
    for number in range(count):
        page = pages[number % len(pages)]
        copy = _varied(page, number)
        if page.kind is Kind.DOCUMENT:
            yield (HOME + copy.path, *documents.render(copy))
            continue
        around = Setting(
            base=HOME,
            crumbs=crumbs_of(page, site.pages),
            side=side_of(page, site.pages),
            cards=cards_of(page, carded),
            contact=contact_of(page),
        )
        yield HOME + copy.path, doors.HTML_TYPE, dress(copy, around)


def _varied(page: Page, number: int) -> Page:
    stem, dot, end = page.path.rstrip("/").partition(".")
    blocks = tuple(
        replace(block, runs=(*block.runs, Run(text=f" Ärende {number}-{place} följs upp i distrikt {number % 97}.")))
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.LEAD}
        else block
        for place, block in enumerate(page.blocks)
    )
    tail = f"{dot}{end}" if dot else "/"
    return replace(page, path=f"{stem}-{number}{tail}", title=f"{page.title} ({number})", blocks=blocks)


def build(home: Path, count: int) -> None:
    """An archive that holds the captures of so many pages and has read none of them."""
    make_archive(home)
    with open_archive(home) as archive:
        archive.store.sources.save(SOURCE)
        found = varied(Site(), count)
        while piece := list(islice(found, PIECE)):
            captures = [_capture(*each) for each in piece]
            kept = [archive.vault.add(each) for each in captures]
            archive.vault.sync()
            with archive.store.transaction():
                archive.store.captures.save(kept)
                for each, place in zip(captures, kept, strict=True):
                    archive.store.pages.save(_unread(each, place.id))


def _capture(url: str, media_type: str, body: bytes) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    return Capture(url=url, at=AT, status=200, headers=(("Content-Type", media_type),), body=body, digest=digest)


def _unread(capture: Capture, id: str) -> Memento:
    return Memento(
        page=page_id(capture.url),
        url=capture.url,
        source=SOURCE.name,
        at=AT,
        seen_at=AT,
        title="",
        sections=(),
        cuts=(),
        facts=(),
        digest=capture.digest,
        text_digest=hashlib.sha256(capture.url.encode()).hexdigest(),
        capture=id,
        media_type=parse_content_type(capture.header("content-type"))[0],
    )


def work(home: Path) -> None:
    """In a process of its own: learn, read all again, tell how it goes as JSON lines."""
    with open_archive(home) as archive:
        derive.settle(archive, SOURCE)
        tell(done=0)
        began = time.perf_counter()
        derive.reprocess(archive, SOURCE, show=lambda done: tell(done=done))
        seconds = time.perf_counter() - began
        FENCE.close()
        tell(seconds=seconds)


def tell(**said: float) -> None:
    """One line: what is said, resident megabytes now, and processor seconds, those of child processes too."""
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps({**said, "megabytes": resident, "cpu": cpu}), flush=True)


def run(home: Path, *, kill_at: int | None = None) -> list[dict[str, float]]:
    """What a worker told, until its end or until it is killed at so many pages."""
    command = [sys.executable, "-m", "bench.reprocess", "--work", os.fspath(home)]
    told: list[dict[str, float]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        for line in worker.stdout or ():
            told.append(json.loads(line))
            if kill_at is not None and told[-1].get("done", 0) >= kill_at:
                worker.send_signal(signal.SIGKILL)
                break
    if kill_at is None and worker.returncode:
        raise SystemExit("the worker failed; its message is above")
    return told


def result(home: Path) -> str:
    """A digest of every page's text and facts."""
    known = hashlib.sha256()
    with open_archive(home) as archive:
        for page in archive.store.pages.all():
            memento = replace(archive.store.pages.memento(page.id), seen_at=AT)
            known.update(repr(memento).encode("utf-8", "surrogatepass"))
    return known.hexdigest()


@dataclass
class Clock:
    """Processor milliseconds of one step, those of child processes too."""

    name: str
    spent: float = 0.0

    def __call__(self, act: Callable[[], T]) -> T:
        began = os.times()
        given = act()
        ended = os.times()
        self.spent += 1000 * sum(ended[place] - began[place] for place in range(4))
        return given


def split(archive: Archive, count: int) -> tuple[tuple[Clock, ...], int]:
    """Processor time by step over a sample, and how many pages it had."""
    reader = open_reader(archive, SOURCE)
    reads, extracts, enriches, stores = clocks = tuple(map(Clock, ("vault read", "extract", "enrich", "store")))
    pages = list(islice(archive.store.pages.all(), count))
    old = [archive.store.pages.memento(page.id) for page in pages]
    kept = [archive.store.captures.of(each.capture or "") for each in old]
    captures = reads(lambda: [archive.vault.read(each) for each in kept])
    found = extracts(lambda: _extracted(captures, reader.site))
    given = [reading(each, capture) for each, capture in zip(found, captures, strict=True)]
    enriches(lambda: [enrich.read(each, knowledge=reader.knowledge) for each in given])
    fresh = [reader.memento(each, id=before.capture) for each, before in zip(captures, old, strict=True)]
    stores(lambda: _store(archive, fresh))
    return clocks, len(pages)


def _extracted(captures: list[Capture], site: SiteModel | None) -> list[Extract]:
    found = [_extract(each, site) for each in captures]
    FENCE.close()  # only then is its time counted
    return found


def _extract(capture: Capture, site: SiteModel | None) -> Extract:
    kind, charset = parse_content_type(capture.header("content-type"))
    return extract(capture.body, url=capture.url, media_type=kind, charset=charset, site=site)


def _store(archive: Archive, fresh: list[Memento]) -> None:
    for start in range(0, len(fresh), derive.BATCH):
        with archive.store.transaction():
            for each in fresh[start : start + derive.BATCH]:
                archive.store.pages.replace(each)


def main() -> None:
    """Build, run, kill, compare, and print the figures."""
    parser = argparse.ArgumentParser(prog="./run bench reprocess", description="Read a whole archive again.")
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=500, help="pages that the split by step is measured on")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        work(chosen.work)
        return
    with TemporaryDirectory(prefix="kommunarkiv-bench-") as folder:
        show_run(Path(folder) / "home", chosen.pages)
        show_kill(Path(folder), min(LEAST, chosen.pages))
        show_split(Path(folder) / "whole", chosen.sample)


def show_run(home: Path, count: int) -> None:
    """All pages in one run."""
    began = time.perf_counter()
    build(home, count)
    size = sum(each.stat().st_size for each in home.rglob("*") if each.is_file()) / 1e6
    print(f"{count:,} pages kept unread in {time.perf_counter() - began:.0f} s, {size:,.0f} MB", flush=True)
    told = run(home)
    seconds, cpu = told[-1]["seconds"], told[-1]["cpu"] - told[0]["cpu"]
    print(f"read again in {seconds:.0f} s: {count / seconds:.1f} pages/s, {1000 * cpu / count:.1f} CPU ms a page")
    marks = [mark for mark in (1_000, 2_000, 4_000, 6_000, 8_000, 10_000) if mark <= count] or [count]
    most = [max(each["megabytes"] for each in told if each.get("done", count + 1) <= mark) for mark in marks]
    sizes = ", ".join(f"{size:.0f} MB at {mark:,}" for mark, size in zip(marks, most, strict=True))
    print(f"resident memory: {sizes} pages", flush=True)


def show_kill(folder: Path, count: int) -> None:
    """Killed in the middle and run again, against a run nobody disturbed."""
    whole, killed = folder / "whole", folder / "killed"
    build(whole, count)
    shutil.copytree(whole, killed)
    undisturbed = run(whole)[-1]["seconds"]
    until = run(killed, kill_at=count // 2)[-1]["done"]
    rest = run(killed)[-1]["seconds"]
    same = result(whole) == result(killed)
    print(
        f"killed at {until:.0f} of {count:,} pages; all took {undisturbed:.0f} s, the rest {rest:.0f} s; same: {same}"
    )
    if not same:
        raise SystemExit("the run that was killed did not converge")


def show_split(home: Path, count: int) -> None:
    """Where the time goes."""
    with open_archive(home) as archive:
        clocks, pages = split(archive, count)
    print(f"CPU ms a page over {pages} pages: " + ", ".join(f"{each.name} {each.spent / pages:.2f}" for each in clocks))


if __name__ == "__main__":
    main()
