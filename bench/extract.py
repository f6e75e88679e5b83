"""Text of a page: word F1, leaks and speed, ours beside trafilatura and readability on the same pages in one run.

Run with `python -m bench.extract`; `--look NAME` narrows, `--misses N` lists the N worst pages with what differs.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import mean

import trafilatura

from bench.extract_pages import BenchPage, demo_pages, own_pages
from crawler.extract import extract
from crawler.site_model import SiteModel
from crawler.template import fit

_WORD = re.compile(r"\w+")
Reader = Callable[[BenchPage], str]


@dataclass(frozen=True)
class Score:
    f1: float
    precision: float
    recall: float
    leaks: int


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def score(found: str, page: BenchPage) -> Score:
    ours, gold = counted(found, page), words(page.gold)
    shared = sum((ours & gold).values())
    precision, recall = shared / max(1, sum(ours.values())), shared / max(1, sum(gold.values()))
    both = precision + recall
    flat = " ".join(found.split())
    return Score(
        2 * precision * recall / both if both else 0.0, precision, recall, sum(leak in flat for leak in page.leaks)
    )


def counted(found: str, page: BenchPage) -> Counter[str]:
    """The words found, without lines that are rated neither way and that the gold text lacks."""
    neutral = set(page.neutral)
    return words("\n".join(line for line in found.split("\n") if line.strip() not in neutral))


def models(pages: Iterable[BenchPage]) -> dict[str, SiteModel | None]:
    sites: dict[str, list[BenchPage]] = {}
    for page in pages:
        sites.setdefault(page.site, []).append(page)
    return {site: fit((page.url, page.body) for page in found) for site, found in sites.items()}


def ours(page: BenchPage, site: SiteModel | None) -> str:
    found = extract(page.body, url=page.url, media_type="text/html", site=site)
    return f"{found.title}\n{found.text}"


def readability(page: BenchPage) -> str:
    from lxml import html
    from readability import Document

    document = Document(page.body.decode("utf-8", "replace"))
    return document.short_title() + "\n" + html.fromstring(document.summary()).text_content()


def readers(pages: list[BenchPage]) -> dict[str, Reader]:
    known = models(pages)
    return {
        "ours, site model": lambda page: ours(page, known[page.site]),
        "ours, one page": lambda page: ours(page, None),
        "trafilatura": lambda page: trafilatura.extract(page.body.decode("utf-8", "replace")) or "",
        "readability": readability,
    }


def table(name: str, pages: list[BenchPage], misses: int) -> None:
    looks = sorted({page.look for page in pages})
    print(f"\n{name}: {len(pages)} pages, {sum(len(page.body) for page in pages) // len(pages)} bytes each")
    heads = "".join(f"{look[:9]:>10}" for look in looks)
    print(f"{'':18}{'F1':>7}{'P':>7}{'R':>7}{'short':>7}{'leaks':>6}  {heads}{'p/s':>8}{'x':>6}")
    known = readers(pages)
    speeds = pages_per_second(known, pages)
    for label, read in known.items():
        scores = [score(read(page), page) for page in pages]
        ratio = speeds[label] / speeds["trafilatura"]
        print(row(label, list(zip(scores, pages, strict=True)), looks) + f"{speeds[label]:8.0f}{ratio:6.1f}")
        if misses and label.startswith("ours"):
            list_misses(pages, scores, read, misses)


def row(label: str, scored: list[tuple[Score, BenchPage]], looks: list[str]) -> str:
    short = [one.f1 for one, page in scored if page.short]
    means = (mean(one.f1 for one, _ in scored), mean(one.precision for one, _ in scored))
    figures = "".join(f"{value:7.3f}" for value in (*means, mean(one.recall for one, _ in scored), mean(short or [0])))
    parts = "".join(f"{mean(one.f1 for one, page in scored if page.look == look):10.3f}" for look in looks)
    return f"{label:18}{figures}{sum(one.leaks for one, _ in scored):6}  {parts}"


def pages_per_second(known: dict[str, Reader], pages: list[BenchPage], rounds: int = 5) -> dict[str, float]:
    """Pages per second of processor time, one core: the best of some rounds in which the readers take turns."""
    best = dict.fromkeys(known, 0.0)
    for _ in range(rounds):
        for label, read in known.items():
            start = time.process_time()
            for page in pages[:120]:
                read(page)
            best[label] = max(best[label], min(len(pages), 120) / (time.process_time() - start))
    return best


def list_misses(pages: list[BenchPage], scores: list[Score], read: Reader, number: int) -> None:
    for one, page in sorted(zip(scores, pages, strict=True), key=lambda pair: pair[0].f1)[:number]:
        if one.f1 < 1:
            found, gold = counted(read(page), page), words(page.gold)
            extra, lost = (" ".join(diff.elements())[:160] for diff in (found - gold, gold - found))
            print(f"    {one.f1:.3f} {page.url}  extra: {extra}  lost: {lost}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--look", default="")
    parser.add_argument("--part", default="")
    parser.add_argument("--misses", type=int, default=0)
    asked = parser.parse_args()
    parts = {"dev": own_pages("dev"), "test": own_pages("test"), "fresh": own_pages("fresh"), "demo": demo_pages()}
    for name, pages in parts.items():
        chosen = [page for page in pages if asked.look in page.look]
        if chosen and asked.part in name:
            table(name, chosen, asked.misses)


if __name__ == "__main__":
    main()
