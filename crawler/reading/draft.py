"""A page's pieces while they are being judged: what is dropped and why, and the labels lifted on the way."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.model import Block, BlockKind, Dropped, Label
from crawler.reading.blocks import Piece
from crawler.reading.labels import is_date, lift

LABEL = "date label"
TITLE = "the page's title"


class Draft:
    """Pieces with a verdict each.

    `reasons[n]` is why piece n is furniture, None while it is content; `prose` are the numbers of running text,
    `judged` those that an administrator has called content.
    """

    def __init__(self, pieces: Iterable[Piece], title: str) -> None:
        self.pieces = list(pieces)
        self.reasons = [piece.reason for piece in self.pieces]
        self.labels: list[Label] = []
        self.prose: list[int] = []
        self.judged: set[int] = set()
        self.title = title
        self.title_at = self._mark_title()

    def _mark_title(self) -> int | None:
        """The title is no block of the body, however often the page repeats it as a heading."""
        folded, at = self.title.casefold(), None
        for number, piece in enumerate(self.pieces):
            same = piece.text.casefold() == folded
            if same and (piece.kind is BlockKind.HEADING or (at is None and not piece.linked)):
                self.reasons[number] = TITLE
                at = number if at is None or self.pieces[at].level != 1 else at
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
        for number, piece in enumerate(self.pieces):
            if number not in barred and self.reasons[number] not in (TITLE, LABEL):
                self._lift(number, piece)

    def _lift(self, number: int, piece: Piece) -> None:
        found = lift(piece.text)
        if found is None:
            return
        if found.awaits:
            self._lift_pair(number, found.labels[0].words)
            return
        self.labels += found.labels
        if found.rest:
            self.pieces[number] = piece._replace(text=found.rest)
        else:
            self.reasons[number] = LABEL

    def _lift_pair(self, number: int, words: str) -> None:
        """A label whose date stands on the next line, or, after a colon, nowhere."""
        following = self.pieces[number + 1] if number + 1 < len(self.pieces) else None
        if following is not None and is_date(following.text):
            self.labels.append(Label(words=words, value=following.text.strip(" .|·")))
            self.reasons[number] = self.reasons[number + 1] = LABEL
        elif self.pieces[number].text.endswith(":"):
            self.labels.append(Label(words=words, value=""))
            self.reasons[number] = LABEL

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
