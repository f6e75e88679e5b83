"""A worker that writes down when it begins and ends each crawl, for bench.jobs.

python -m bench.jobs_child HOME JOURNAL [--once]
"""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

from archive import jobs, worker
from archive.model import Job
from archive.parts import Archive
from archive.reports import Report
from archive.wiring import open_archive
from crawler.model import Source


def note(journal: Path, *words: object) -> None:
    """Add a line; of several processes, none writes into another's."""
    file = os.open(journal, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, (" ".join(map(str, words)) + "\n").encode())
    os.close(file)


def crawl(archive: Archive, source: Source, *, job: Job, stop: jobs.Stop, journal: Path) -> Report:
    """The crawl as it is, between two lines."""
    note(journal, "begin", os.getpid(), source.name, job.id)
    try:
        return jobs.crawl(archive, source, job=job, stop=stop)
    finally:
        note(journal, "end", os.getpid(), source.name, job.id)


def main() -> None:
    """Work until told to stop."""
    home, journal = Path(sys.argv[1]), Path(sys.argv[2])
    with open_archive(home) as archive:
        how = partial(crawl, journal=journal)
        worker.work(archive, once="--once" in sys.argv, say=lambda _: None, crawl=how)


if __name__ == "__main__":
    main()
