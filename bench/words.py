"""How well and how fast words are read: cuts of compounds, one key for a noun's forms, the word table's cost.

    python -m bench.words [--misses]

The lists lie in tests/data/swedish: a half to tune on (dev) and a half that nothing was tuned on (test). A cut counts
when it stands at the very letter. under: % of pairs of one lexeme's forms with different keys. over: % of all pairs
with one key that belong to different lexemes, among the nouns' forms and the confusable pairs (apart-*.txt).
Time and memory are those of a process of its own that reads 20,000 words it has not seen.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table
from whoosh.lang.snowball.swedish import SwedishStemmer

from index.analysis import fold
from index.swedish.analyzer import default_folder, open_lexicon
from index.swedish.compiling import installed_sources
from index.swedish.hunspell import entries
from index.swedish.words import Words

LISTS = Path(__file__).parent.parent / "tests/data/swedish"
HALVES = ("dev", "test")
NEW_WORDS = 20_000
PROCESSES = 3
Key = Callable[[str], str]
Cutter = Callable[[str], Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class CutScore:
    """How compounds are cut: shares 0..1 of cuts, of compounds cut exactly right and of other words left whole."""

    precision: float
    recall: float
    exact: float
    whole: float
    wrong: tuple[str, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.recall else 0.0


@dataclass(frozen=True, kw_only=True)
class KeyScore:
    """How forms are brought together: per cent of form pairs kept apart, of merged pairs that should not be."""

    under: float
    over: float
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What reading costs a new process: milliseconds to open, kilobytes of its own and of the shared file, words/s."""

    open_ms: float
    own_kb: int
    shared_kb: int
    words_a_second: float


def open_words() -> Words:
    """The installed word table."""
    return Words(open_lexicon(default_folder(), installed_sources()))


def lines(name: str) -> list[str]:
    """The lines of a list, comments aside."""
    found = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line for line in found if not line.startswith("#")]


def lexemes(name: str) -> list[tuple[str, ...]]:
    """The lines of a list as folded words."""
    return [tuple(map(fold, line.split())) for line in lines(name)]


def measure_cuts(cutter: Cutter, half: str) -> CutScore:
    """Cut the words of compounds-HALF.txt."""
    rows = [(line, set(_gold(line)), set(cutter(line.replace("|", "")))) for line in lines(f"compounds-{half}.txt")]
    compounds = [(gold, found) for _, gold, found in rows if gold]
    others = [found for _, gold, found in rows if not gold]
    hits = sum(len(gold & found) for _, gold, found in rows)
    said = sum(len(found) for _, _, found in rows)
    return CutScore(
        precision=hits / said if said else 1.0,
        recall=hits / sum(len(gold) for gold, _ in compounds),
        exact=sum(gold == found for gold, found in compounds) / len(compounds),
        whole=sum(not found for found in others) / len(others),
        wrong=tuple(f"{line} > {_marked(line.replace('|', ''), found)}" for line, gold, found in rows if gold != found),
    )


def _gold(line: str) -> Iterable[int]:
    ends = [len(part) for part in line.split("|")]
    return (sum(ends[:number]) for number in range(1, len(ends)))


def _marked(word: str, cuts: Iterable[int]) -> str:
    edges = [0, *sorted(cuts), len(word)]
    return "|".join(word[start:end] for start, end in pairwise(edges))


def measure_keys(key: Key, half: str) -> KeyScore:
    """Read the nouns of nouns-HALF.txt and the pairs of apart-HALF.txt."""
    nouns = lexemes(f"nouns-{half}.txt")
    same = [pair for forms in nouns for pair in combinations(forms, 2)]
    different = [pair for one, other in combinations(nouns, 2) for pair in _across(one, other)]
    different += [(one, other) for one, other in lexemes(f"apart-{half}.txt")]
    split = [pair for pair in same if key(pair[0]) != key(pair[1])]
    merged = [pair for pair in different if key(pair[0]) == key(pair[1])]
    together = len(same) - len(split) + len(merged)
    return KeyScore(
        under=100 * len(split) / len(same),
        over=100 * len(merged) / max(1, together),
        wrong=tuple(f"{one} {sign} {other}" for sign, pairs in (("/", split), ("=", merged)) for one, other in pairs),
    )


def _across(one: Iterable[str], other: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((first, second) for first in one for second in other if first != second)


def measure_cost() -> Cost:
    """Open the table and read new words in processes of their own: medians."""
    open_words()
    text = "\n".join(new_words(NEW_WORDS))
    costs = [_fresh(text) for _ in range(PROCESSES)]
    return Cost(**{name: median(cost[name] for cost in costs) for name in costs[0]})


def _fresh(text: str) -> dict[str, float]:
    command = [sys.executable, "-c", "from bench.words import read_new; read_new()"]
    done = subprocess.run(command, input=text, capture_output=True, check=True, text=True, cwd=LISTS.parents[2])
    found: dict[str, float] = json.loads(done.stdout)
    return found


def read_new() -> None:
    """Print what opening the table and reading the words on standard input costs this process, as JSON."""
    new = sys.stdin.read().split()
    before = _resident()
    started = perf_counter()
    words = open_words()
    words.is_known("nämnd")
    opened = perf_counter()
    for word in new:
        words.read(word)
    done = perf_counter()
    own, shared = (after - earlier for after, earlier in zip(_resident(), before, strict=True))
    cost = Cost(
        open_ms=1000 * (opened - started),
        own_kb=own,
        shared_kb=shared,
        words_a_second=len(new) / (done - opened),
    )
    print(json.dumps(vars(cost)))


def new_words(number: int) -> list[str]:
    """Different words, half of them new to the dictionary: each entry of a sample, and each glued to the next."""
    with installed_sources().dictionary.open(encoding="utf-8") as file:
        known = [fold(word) for word, _ in entries(file) if word.isalpha()]
    sample = known[:: len(known) // number][: number // 2]
    glued = [first + second for first, second in zip(sample, sample[1:] + sample[:1], strict=True)]
    return list(dict.fromkeys(sample + glued))


def _resident() -> tuple[int, int]:
    """Kilobytes of this process in memory: its own, and of files shared with others (Linux)."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    own, shared = (int(status[name].split()[0]) for name in ("RssAnon", "RssFile"))
    return own, shared


def peers() -> dict[str, Key]:
    """Other ways to a key: none, Whoosh's own stemmer and, where it is installed, Snowball as it is today."""
    found: dict[str, Key] = {"no stemming": str, "Whoosh's Swedish stemmer": SwedishStemmer().stem}
    if find_spec("snowballstemmer"):
        from snowballstemmer import stemmer

        found["snowballstemmer"] = stemmer("swedish").stemWord
    return found


def report_cuts(words: Words, console: Console, *, misses: bool) -> None:
    """Print the table of compounds."""
    table = Table("compounds", "half", "P", "R", "F1", "exact", "left whole")
    for name, cutter in {"no splitting": lambda _: (), "ours": words.cuts}.items():
        for half in HALVES:
            found = measure_cuts(cutter, half)
            shares = (found.precision, found.recall, found.f1, found.exact, found.whole)
            table.add_row(name, half, *(f"{share:.3f}" for share in shares))
            if misses and found.recall and half == "dev":
                console.print(*found.wrong, sep="\n")
    console.print(table)


def report_keys(words: Words, console: Console, *, misses: bool) -> None:
    """Print the table of nouns."""
    table = Table("nouns", "half", "under %", "over %")
    for name, key in {**peers(), "ours": lambda word: words.read(word)[0]}.items():
        for half in HALVES:
            found = measure_keys(key, half)
            table.add_row(name, half, f"{found.under:.1f}", f"{found.over:.2f}")
            if misses and name == "ours" and half == "dev":
                console.print(*found.wrong, sep="\n")
    console.print(table)


def main(arguments: Sequence[str]) -> None:
    """Print every table; with --misses also which words of the half to tune on are read wrongly."""
    console, words, misses = Console(), open_words(), "--misses" in arguments
    report_cuts(words, console, misses=misses)
    report_keys(words, console, misses=misses)
    cost = measure_cost()
    console.print(f"new words: {cost.words_a_second:,.0f} a second; table opened in {cost.open_ms:.1f} ms")
    console.print(
        f"memory: {cost.own_kb / 1000:.1f} MB of its own, {cost.shared_kb / 1000:.1f} MB shared by all processes"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
