"""The Swedish analyzer: the same chain for pages and queries, whatever the engine."""

from __future__ import annotations

import fcntl
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from index.analysis import LONGEST_TERM, Cut, Span, Token, TokenKind, clipped, fold
from index.errors import SearchIndexError
from index.swedish.compiling import Sources, compile_lexicon, installed_sources
from index.swedish.cutting import Raw, Typed, cut, is_acronym, read_alone, spans, typed_spans, words, years
from index.swedish.lexicon import Lexicon
from index.swedish.words import Reading, Words

CHAIN = "4"
"""Changes when the same word table gives other tokens."""
_LONGEST_KNOWN_ACRONYM = 4
_REMEMBERED = 200_000
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})


class SwedishAnalyzer:
    """An Analyzer. Its word table lies in `folder` (default: the user's cache) and is made there when missing.

    Making it takes some twenty seconds, once; opening it some milliseconds. Nothing is opened before the first text.
    """

    def __init__(self, folder: Path | None = None, sources: Sources | None = None) -> None:
        self._folder = folder or default_folder()
        self._sources = sources or installed_sources()
        self._kept = lru_cache(maxsize=_REMEMBERED)(self._keep)

    @cached_property
    def version(self) -> str:
        """The chain and everything the word table is made from."""
        return f"swedish-{CHAIN} {self._sources.version}"

    @cached_property
    def _words(self) -> Words:
        return Words(open_lexicon(self._folder, self._sources))

    def prepare(self) -> None:
        """Make and open the word table now instead of at the first text. Raises SearchIndexError."""
        self._words.is_known("")

    def tokens(self, text: str) -> tuple[Token, ...]:
        """The tokens of a text; typed values stand at the position of the first word they were read from."""
        raws = list(cut(text))
        starts = [raw.start for raw in raws]
        tokens = [self._token(position, raw, text) for position, raw in enumerate(raws)]
        values = [*typed_spans(text), *(year for raw in raws if raw.kind is TokenKind.NUMBER for year in _years(raw))]
        tokens += [
            Token(
                position=_position(each, starts),
                text=text[each.start : each.end],
                start=each.start,
                end=each.end,
                key=each.key,
                kind=each.kind,
            )
            for each in values
        ]
        return tuple(sorted(tokens, key=lambda token: token.position))

    def spans(self, text: str, chosen: Iterable[object] | None = None) -> list[Span]:
        """See Analyzer.spans."""
        return spans(text, chosen)

    def stems(self, word: str) -> tuple[str, ...]:
        """See Analyzer.stems."""
        return self._kept(word)[1]

    def is_word(self, word: str) -> bool:
        """See Analyzer.is_word."""
        return self._words.is_known(fold(word)) or len(self.stems(word)) > 1

    def cut(self, text: str) -> Cut:
        """See Analyzer.cut."""
        values = list(typed_spans(text))
        if not values:
            return Cut(words=words(text))
        found = spans(text)
        starts = [start for _, start, _ in found]
        placed = {(_position(each, starts), each.key) for each in values}
        return Cut(words=[word for word, _, _ in found], values=tuple(sorted(placed)))

    def _keep(self, word: str) -> tuple[str, tuple[str, ...]]:
        """What an index keeps of a word wherever it stands: its exact form, and all stems, years included."""
        stem, kind = read_alone(word)
        key, parts, kind = self._read(Raw(start=0, end=len(word), stem=stem, kind=kind))
        dated = [year for year, _ in years(stem)] if kind is TokenKind.NUMBER else []
        return clipped(word), tuple(dict.fromkeys(each[:LONGEST_TERM] for each in (key, *parts, *dated)))

    def _token(self, position: int, raw: Raw, text: str) -> Token:
        key, parts, kind = self._read(raw)
        return Token(
            position=position,
            text=text[raw.start : raw.end],
            start=raw.start,
            end=raw.end,
            key=key,
            parts=parts,
            kind=kind,
        )

    def _read(self, raw: Raw) -> tuple[str, tuple[str, ...], TokenKind]:
        stem = fold(raw.stem.translate(_HYPHENS))
        match raw.kind:
            case TokenKind.NUMBER:
                return stem, (), raw.kind
            case TokenKind.HYPHENATED:
                return (*self._hyphenated(raw.stem, stem), raw.kind)
            case TokenKind.ACRONYM:
                return self._acronym(raw.stem, stem)
            case _:
                return (*self._words.read(stem), raw.kind)

    def _hyphenated(self, shape: str, stem: str) -> Reading:
        """The whole word, its last piece inflected, and its pieces with their parts."""
        pieces = stem.split("-")
        shapes = shape.translate(_HYPHENS).split("-")
        read = [self._piece(each, piece) for each, piece in zip(shapes, pieces, strict=True)]
        parts = dict.fromkeys(part for key, inner in read for part in (key, *inner))
        return "-".join([*pieces[:-1], read[-1][0].lower()]), tuple(parts)

    def _piece(self, shape: str, piece: str) -> Reading:
        return self._acronym(shape, piece)[:2] if is_acronym(shape) else self._words.read(piece)

    def _acronym(self, shape: str, stem: str) -> tuple[str, tuple[str, ...], TokenKind]:
        """Kept in capitals, and found in small letters too; a longer word that the dictionary knows is only shouted."""
        key, parts = self._words.read(stem)
        if len(stem) > _LONGEST_KNOWN_ACRONYM and (parts or self._words.is_known(stem)):
            return key, parts, TokenKind.WORD
        return shape, (key, *parts), TokenKind.ACRONYM


def _years(raw: Raw) -> Iterator[Typed]:
    for key, size in years(raw.stem):
        yield Typed(start=raw.start, end=raw.start + size, key=key, kind=TokenKind.YEAR)


def _position(value: Typed, starts: list[int]) -> int:
    """The position of the first word of a value; of its number when that is a paragraph: "§" itself is no word."""
    return _within(starts, value.end) if value.kind is TokenKind.SECTION else bisect_left(starts, value.start)


def _within(starts: list[int], end: int) -> int:
    """The last word that begins before `end`."""
    return max(0, bisect_left(starts, end) - 1)


def default_folder() -> Path:
    """Where the user's programs keep what they can make again (XDG Base Directory)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kommunarkiv"


def open_lexicon(folder: Path, sources: Sources) -> Lexicon:
    """The word table in a folder, made first when it is missing or its sources have changed.

    Processes that want it at once wait for the one that makes it. Raises SearchIndexError.
    """
    path = folder / f"swedish-{sha256(sources.version.encode()).hexdigest()[:12]}.table"
    if not path.exists():
        _make(path, sources)
    return Lexicon(path)


def _make(path: Path, sources: Sources) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                compile_lexicon(path, sources)
    except OSError as error:
        raise SearchIndexError(f"the word table cannot be made in {path.parent}: {error}") from error
