"""What the worst questions cost beside an ordinary one: nothing that people can type may hold the server up.

    python -m bench.hostile [--docs 10000]

CPU milliseconds of `archive.answers.ask` with all facets and excerpts: the first time, and the mean of five times
after. The last column is the latter beside the ordinary question's.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

from rich.console import Console
from rich.table import Table

from archive.answers import Question, ask
from archive.config import make_config
from archive.wiring import opened
from bench.search_corpus import make_pages
from bench.serve import document

TODAY = date(2024, 6, 1)
_COMMON = "kommunen nämnden beslut kronor skola avtal personal budget och att det som en på är av"
COMMON = _COMMON.split()
QUESTIONS = {
    "ordinary: two words": "budget skola",
    "sixteen prefixes": " ".join(f"{word[:3]}*" for word in COMMON if len(word) > 2),
    "sixteen alternatives": " ELLER ".join(COMMON),
    "sixteen to leave out": " ".join(f"-{word}" for word in COMMON),
    "a phrase of function words": '"' + "i och för att det som en på av till är med " * 5 + '"',
    "deep parentheses": "(((((kommunen ELLER nämnden) -beslut) ELLER (skola -(avtal ELLER bidrag))) kronor) -att)",
    "signs": '"((-*:>..<"' * 20 + "å" * 200,
    "one word of 256 letters": "a" * 256,
    "eight misspelt words": "upphandlling nämdn förvaltnig direktuphandling kommnalrad skolann budgt beslutat",
    "every version": "budget vid:alltid",
    "one day": "budget vid:2015-01-01",
}


def cost(call: Callable[[], object], times: int = 1) -> float:
    """CPU milliseconds of a call, the mean of several."""
    started = process_time()
    for _ in range(times):
        call()
    return (process_time() - started) * 1000 / times


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=10_000)
    chosen = parser.parse_args()
    table = Table(title=f"{chosen.docs} pages, CPU ms a question")
    for column in ("question", "first", "then", "x ordinary"):
        table.add_column(column, justify="left" if column == "question" else "right")
    with (
        tempfile.TemporaryDirectory(prefix="bench-hostile-") as folder,
        opened(make_config(Path(folder) / "a")) as archive,
    ):
        with archive.index.rebuild() as batch:
            for page in make_pages(chosen.docs):
                batch.put(document(page))
        ordinary = 0.0
        for name, text in QUESTIONS.items():
            question = Question(text=text)

            def asked(question: Question = question) -> object:
                return ask(question, archive.index, archive.schema, today=TODAY, analyzer=archive.analyzer)

            first, then = cost(asked), cost(asked, 5)
            ordinary = ordinary or then
            table.add_row(name, f"{first:.1f}", f"{then:.1f}", f"{then / ordinary:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
