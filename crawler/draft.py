"""A page's pieces while they are being judged: what is dropped and why, and the labels lifted on the way."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.blocks import Piece
from crawler.labels import is_date, lift
from crawler.model import Block, BlockKind, Dropped, Label

LABEL = "date label"
TITLE = "the page's title"


class Draft:
    """Pieces with a verdict each. `reasons[n]` is why piece n is furniture, None while it is content."""

    def __init__(self, pieces: Iterable[Piece], title: str) -> None:
        self.pieces = list(pieces)
        self.reasons = [piece.reason for piece in self.pieces]
        self.labels: list[Label] = []
        self.title = title
        self.title_at = self._mark_title()

    def _mark_title(self) -> int | None:
        """The title is no block of the body, however often the page repeats it as a heading."""
        folded = self.title.casefold()
        at = None
        for number, piece in enumerate(self.pieces):
            if piece.text.casefold() == folded and (piece.kind is BlockKind.HEADING or at is None and not piece.linked):
                self.reasons[number] = TITLE
                at = number if at is None or piece.level == 1 and self.pieces[at].level != 1 else at
        return at

    def kept(self, start: int = 0, end: int | None = None) -> list[int]:
        """Numbers of the pieces that are content so far."""
        return [n for n in range(start, len(self.pieces) if end is None else end) if self.reasons[n] is None]

    def drop(self, numbers: Iterable[int], reason: str) -> None:
        """Call these furniture, unless they already are."""
        for number in numbers:
            if self.reasons[number] is None:
                self.reasons[number] = reason

    def lift_labels(self, barred: frozenset[int]) -> None:
        """Take date labels out of every piece but the barred ones (cards tell dates of other pages)."""
        awaited = None
        for number, piece in enumerate(self.pieces):
            if number in barred or self.reasons[number] == TITLE:
                continue
            if awaited is not None and is_date(piece.text):
                self.labels[-1] = Label(words=awaited, value=piece.text.strip(" .|·"))
                self.reasons[number] = LABEL
                awaited = None
                continue
            awaited = self._lift(number, piece)

    def _lift(self, number: int, piece: Piece) -> str | None:
        found = lift(piece.text)
        if found is None:
            return None
        self.labels += found.labels
        if found.rest:
            self.pieces[number] = piece._replace(text=found.rest)
        else:
            self.reasons[number] = LABEL
        return found.labels[-1].words if found.awaits else None

    def blocks(self) -> tuple[Block, ...]:
        """The content in reading order."""
        return tuple(as_block(self.pieces[number]) for number in self.kept())

    def dropped(self) -> tuple[Dropped, ...]:
        """The furniture, each text once per reason."""
        pairs = zip(self.pieces, self.reasons, strict=True)
        unique = dict.fromkeys((piece.text, reason) for piece, reason in pairs if reason and reason != TITLE)
        return tuple(Dropped(text=text, reason=reason) for text, reason in unique)


def as_block(piece: Piece) -> Block:
    """A piece without its place."""
    return Block(kind=piece.kind, text=piece.text, level=max(2, piece.level) if piece.kind is BlockKind.HEADING else 0)
