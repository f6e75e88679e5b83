"""Whether kill -9 of workers loses a job or lets two do one: kills at random moments, and what came of all jobs.

    python -m bench.jobs [--kills 50] [--workers 3] [--sources 4] [--pages 8] [--seed 4711] [--database URL]

Real workers (each is a scheduler, too) crawl made sites on loopback that are due every minute, while a person orders
more. One worker after another is killed, every second time as soon as it has begun a crawl, and replaced. At the end
every job must be done, every minute must have had its job, and the workers' journal must show no source with two.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from archive import schedule, steering
from archive.config import FILE, Config, load_config, make_config
from archive.model import Job, JobState
from archive.parts import Archive
from archive.wiring import open_archive, opened
from bench.crawl import site
from bench.jobs_child import note
from crawler.model import Source

PATIENCE = 20.0
"""Seconds to wait for a worker to begin something before one is killed all the same."""
ROOT = Path(__file__).parents[1]


class Crew:
    """Workers on one archive; one that is killed is replaced."""

    def __init__(self, home: Path, journal: Path, size: int) -> None:
        self._home = home
        self._journal = journal
        self._members = [self._hire() for _ in range(size)]

    def _hire(self, *more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "bench.jobs_child", str(self._home), str(self._journal), *more]
        return subprocess.Popen(command, cwd=ROOT)

    def kill(self, moments: random.Random, *, at_work: bool) -> None:
        """Kill one, one that has just begun a crawl when that is wished, and hire another."""
        doomed = self._next_to_begin() if at_work else None
        doomed = doomed or moments.choice(self._members)
        time.sleep(moments.uniform(0, 0.8))
        # Written before: another worker may have taken its job over as soon as it is dead.
        note(self._journal, "killed", doomed.pid)
        doomed.kill()
        doomed.wait()
        self._members[self._members.index(doomed)] = self._hire()

    def _next_to_begin(self) -> subprocess.Popen[bytes] | None:
        """Whoever begins a crawl from now on; None when nobody does."""
        seen, end = len(lines(self._journal)), time.monotonic() + PATIENCE
        while time.monotonic() < end:
            begun = {line.split()[1] for line in lines(self._journal)[seen:] if line.startswith("begin")}
            for each in self._members:
                if str(each.pid) in begun:
                    return each
            time.sleep(0.02)
        return None

    def end(self) -> None:
        """Send all home."""
        for each in self._members:
            each.terminate()
        for each in self._members:
            each.wait()

    def finish(self) -> None:
        """One that does what is left, in peace."""
        self._hire("--once").wait()


def made(home: Path, database: str = "") -> Config:
    """The settings of a new archive whose store is in a database."""
    config = make_config(home)
    if database:
        with (home / FILE).open("a", encoding="utf-8") as file:
            file.write(f"database = {json.dumps(database)}\n")
        config = load_config(home)
    return config


def lines(journal: Path) -> list[str]:
    """The whole lines of the journal."""
    return journal.read_text("utf-8").splitlines() if journal.exists() else []


def overlaps(journal: Iterable[str]) -> list[str]:
    """The lines that begin a source which another living worker has."""
    held: dict[str, str] = {}
    dead: set[str] = set()
    found = []
    for line in journal:
        deed, pid, *rest = line.split()
        if deed == "killed":
            dead.add(pid)
        elif deed == "begin" and pid not in dead:
            if held.get(rest[0], pid) not in dead | {pid}:
                found.append(line)
            held[rest[0]] = pid
        elif deed == "end" and held.get(rest[0]) == pid:
            del held[rest[0]]
    return found


def all_jobs(archive: Archive) -> tuple[Job, ...]:
    """Every job there has been."""
    return archive.store.jobs.latest(limit=1_000_000)


def missed(archive: Archive, now: datetime) -> list[str]:
    """The sources that had a moment until `now` for which no job answers."""
    covered = archive.store.jobs.covered
    due = ((each.name, schedule.moment_due(each, last=covered(each.name), now=now)) for each in _sources(archive))
    return [name for name, moment in due if moment is not None]


def _sources(archive: Archive) -> tuple[Source, ...]:
    return tuple(each for each in archive.store.sources.all() if each.schedule)


def harass(archive: Archive, crew: Crew, kills: int, moments: random.Random) -> None:
    """Kill and order, in turn."""
    names = [each.name for each in archive.store.sources.all()]
    for number in range(kills):
        steering.order(archive, moments.choice(names), who="bench")
        crew.kill(moments, at_work=number % 2 == 0)


def main() -> None:
    """Kill, look, and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("kills", 50), ("workers", 3), ("sources", 4), ("pages", 8), ("seed", 4711)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--database", default="", help="an empty database to keep the store in, else SQLite")
    said, began = parser.parse_args(), time.monotonic()
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-jobs-"))) / "a"
        journal = home.parent / "journal"
        addresses = [stack.enter_context(site(said.pages)) for _ in range(said.sources)]
        with opened(made(home, said.database)) as archive:
            for number, url in enumerate(addresses):
                much = {"delay": 0, "allow_private": True, "schedule": "* * * * *"}
                archive.store.sources.save(Source(name=f"s{number}", seeds=(f"{url}/",), **much))  # type: ignore[arg-type]
        crew = Crew(home, journal, said.workers)
        with open_archive(home) as archive:
            try:
                harass(archive, crew, said.kills, random.Random(said.seed))
            finally:
                crew.end()
            last = archive.clock()
            while archive.store.jobs.open():
                crew.finish()
                time.sleep(1)
            report(archive, lines(journal), last, time.monotonic() - began)


def report(archive: Archive, journal: list[str], last: datetime, seconds: float) -> None:
    """What came of it, in four lines."""
    jobs = all_jobs(archive)
    done = sum(job.state is JobState.DONE for job in jobs)
    taken = sum(job.deaths for job in jobs)
    begun = sum(line.startswith("begin") for line in journal)
    kills = sum(line.startswith("killed") for line in journal)
    print(
        f"{kills} kills in {seconds:.0f} s; {begun} crawls begun for {len(jobs)} jobs, {taken} taken over from the dead"
    )
    others = [f"{each.source} {each.state.value}: {each.error}" for each in jobs if each.state is not JobState.DONE]
    print(f"jobs done: {done} of {len(jobs)}{', '.join(['', *others])}")
    print(f"sources with a moment that no job answers for: {missed(archive, last) or 'none'}")
    print(f"crawls of a source that another had: {len(overlaps(journal))}")


if __name__ == "__main__":
    main()
