"""Text and dates of pages written by an independent hand (tests/data/extraction/judge), beside two peers.

Run with `python -m bench.judge`; `--misses N` lists the N worst pages of each look with what differs.

The first look, 2026-11-22: the pages were written without having seen the extractor and kept before it was run on
them. Word F1; dates right of 9 pages a look (with the site model); leaks are sentences that are furniture.

  look        model F1  notices leaks   one page  notices leaks  pub/upd trafilatura  readability
  sitevision     1.000    1.000     0      1.000    1.000     0      9/9       0.596        0.758
  svtable        1.000    1.000     0      1.000    1.000     0      9/9       0.472        0.771
  optimizely     0.909    1.000     0      0.909    1.000     0      9/9       0.897        0.570
  municipio      1.000    1.000     0      0.960    1.000     6      9/9       0.959        0.819
  wordpress      1.000    1.000     0      0.909    1.000    17      8/9       0.700        0.550
  drupal         0.129    0.188     9      0.170    0.175    62      9/9       0.856        0.565
  react          0.933    1.000     0      0.807    0.790    20      9/9       0.542        0.388
  aspnet         0.883    0.918     0      0.628    0.478    36      1/1       0.423        0.535
  company        0.840    0.721    26      0.801    0.763    21      8/9       0.462        0.721
  all            0.855    0.870    35      0.798    0.801   162    71/73       0.656        0.631

Three more looks were written after the extractor had been mended on the first nine; their first look the same day,
before anything was done about them (8 pages a look; one class name with the word "print" in it lost "tailwind"):

  soleil         0.999    1.000     0      0.977    1.000     2      7/8       0.557        0.516
  joomla         0.978    0.966     8      0.919    0.877    24      8/8       0.747        0.876
  tailwind       0.221    0.234    47      0.191    0.170    56      8/8       0.161        0.239
  all            0.733    0.733    55      0.696    0.682    82    23/24       0.488        0.544
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean

import trafilatura

from archive.enrich.spans import passages
from archive.enrich.stamps import read_stamps
from archive.model import DateKind, Reading, Section
from bench.extract import words
from crawler.extract import extract
from crawler.model import Extract
from crawler.site_model import SiteModel
from crawler.template import fit
from tests.crawler.judge_pages import FIRST, LATER, JudgePage, judge_pages

CAPTURED = date(2026, 1, 1)


@dataclass(frozen=True)
class Outcome:
    """How one page was read: word F1, what leaked, and whether published and updated are right."""

    page: JudgePage
    found: str
    dates: tuple[bool, bool] = (False, False)

    @property
    def f1(self) -> float:
        ours, gold = words(self.found), words(f"{self.page.title}\n{self.page.text}")
        return 2 * sum((ours & gold).values()) / max(1, sum(ours.values()) + sum(gold.values()))

    @property
    def leaks(self) -> list[tuple[str, str]]:
        flat = " ".join(self.found.split())
        return [(kind, said) for kind, said in self.page.leaks if said in flat]


def ours(page: JudgePage, site: SiteModel | None) -> Outcome:
    """Our own extraction, with or without what the look's pages have in common."""
    found = extract(page.html, url=page.url, media_type="text/html", site=site)
    return Outcome(page, f"{found.title}\n{found.text}", _dates(page, found))


def _dates(page: JudgePage, found: Extract) -> tuple[bool, bool]:
    sections = tuple(Section(kind=each.kind.value, text=each.text, level=each.level) for each in found.blocks)
    labels = tuple((label.words, label.value) for label in found.labels)
    reading = Reading(
        url=page.url, title=found.title, sections=sections, captured=CAPTURED, labels=labels, metas=found.metas
    )
    stamps = read_stamps(reading, *passages(reading))
    told = {fact.kind: fact.value.isoformat() for fact in stamps.facts}
    updated = told.get(DateKind.UPDATED) or told.get(DateKind.REVIEWED)
    return told.get(DateKind.PUBLISHED) == page.published, updated == page.updated


def peers(page: JudgePage) -> dict[str, Outcome]:
    """The same page read by two well-known libraries."""
    from lxml import html
    from readability import Document

    source = page.html.decode()
    document = Document(source)
    summary = f"{document.short_title()}\n{html.fromstring(document.summary()).text_content()}"
    return {
        "trafilatura": Outcome(page, trafilatura.extract(source) or ""),
        "readability": Outcome(page, summary),
    }


def outcomes(pages: Sequence[JudgePage]) -> dict[str, list[Outcome]]:
    """Every reader's outcome for the pages of one look."""
    site = fit((page.url, page.html) for page in pages)
    known = [
        {"ours, site model": ours(page, site), "ours, one page": ours(page, None), **peers(page)} for page in pages
    ]
    return {name: [each[name] for each in known] for name in known[0]}


def row(name: str, found: Iterable[Outcome]) -> str:
    """A reader's figures over some pages: F1, F1 of notices, leaks by what they are, dates right."""
    every = tuple(found)
    notices = [each.f1 for each in every if each.page.is_notice]
    kinds = Counter(kind for each in every for kind, _ in each.leaks)
    told = "  ".join(f"{kind} {number}" for kind, number in sorted(kinds.items()))
    right = [sum(each.dates[at] for each in every) for at in (0, 1)] if name.startswith("ours") else ["-", "-"]
    dates = f"{right[0]:>5}{right[1]:>5} /{len(every)}"
    figures = f"{mean(each.f1 for each in every):7.3f}{mean(notices or [0]):8.3f}{sum(kinds.values()):6}"
    return f"  {name:18}{figures}{dates}  {told}"


def list_misses(found: Iterable[Outcome], number: int) -> None:
    """The worst pages: what is too much, what is missing."""
    for each in sorted(found, key=lambda one: one.f1)[:number]:
        ours, gold = words(each.found), words(f"{each.page.title}\n{each.page.text}")
        if ours != gold or not all(each.dates):
            extra, lost = (" ".join(diff.elements())[:200] for diff in (ours - gold, gold - ours))
            print(f"    {each.f1:.3f} {each.page.url} dates {each.dates}  extra: {extra}  lost: {lost}")


def show(looks: Sequence[str], asked: argparse.Namespace) -> None:
    """The table of some looks and of all their pages together."""
    everything: dict[str, list[Outcome]] = {}
    print(f"  {'':18}{'F1':>7}{'notices':>8}{'leaks':>6}{'publ':>5}{'upd':>5}")
    for look in looks:
        print(look)
        for name, found in outcomes(judge_pages(look)).items():
            print(row(name, found))
            everything.setdefault(name, []).extend(found)
            if name.startswith("ours"):
                list_misses(found, asked.misses)
    print("all of them")
    for name, found in everything.items():
        print(row(name, found))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--look", default="")
    parser.add_argument("--misses", type=int, default=0)
    asked = parser.parse_args()
    print(__doc__)
    for name, looks in (("the first nine looks, now", FIRST), ("the three later looks, now", LATER)):
        chosen = [look for look in looks if asked.look in look]
        if chosen:
            print(f"\n{name}")
            show(chosen, asked)


if __name__ == "__main__":
    main()
