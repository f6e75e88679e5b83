"""Learning a site model from pages of one site, and telling when the site has been rebuilt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from crawler.reading.blocks import Piece
from crawler.reading.labels import lift
from crawler.reading.page import read_pieces
from crawler.site_model import Key, Repeated, SiteModel

MIN_PAGES = 3
SHARE = 0.5
STRANGE = 0.5
"""A page that fits a model less than this share of the usual has another look."""
_PLACE_PAGES = 5
_PLACE_SHARE = 0.8
_ALIKE = 0.8
_MAX_PAGES = 5000


def fit(pages: Iterable[tuple[str, bytes]], *, earlier: SiteModel | None = None) -> SiteModel | None:
    """Learn from (url, body) pairs of one site, HTML or plain text; None when they share nothing.

    Near-duplicates (print views, tracking addresses) count once. What an admin has judged in `earlier` is kept.
    Pages that do not look like `earlier` (the site was rebuilt) are also compared among themselves, and what is known
    of either look is kept while a few pages still have it.
    """
    keys = _distinct([_keys(body) for _, body in zip(range(_MAX_PAGES), (body for _, body in pages), strict=False)])
    found = _rows(keys, earlier)
    if earlier and len(strangers := _strangers(keys, earlier)) >= _PLACE_PAGES:
        found = {**_rows(strangers, None), **found}
    repeated = tuple(found[key] for key in sorted(found))
    content, furniture = (earlier.content, earlier.furniture) if earlier else ((), ())
    if not (repeated or content or furniture):
        return None
    return SiteModel(pages=len(keys), repeated=repeated, content=content, furniture=furniture)


def fits(model: SiteModel, body: bytes) -> float:
    """The share of what repeats over the site that is found on a page: from 0.0 to 1.0."""
    return model.share(_keys(body))


def usual_fit(model: SiteModel) -> float:
    """What `fits` gave on average for the pages that the model was learnt from."""
    return sum(each.count for each in model.repeated) / max(1, model.pages * len(model.repeated))


def _strangers(pages: list[frozenset[Key]], model: SiteModel) -> list[frozenset[Key]]:
    least = STRANGE * usual_fit(model)
    return [page for page in pages if model.share(page) < least]


def _rows(pages: list[frozenset[Key]], known: SiteModel | None) -> dict[Key, Repeated]:
    counts = Counter(key for page in pages for key in page)
    places = Counter(path for page in pages for path in {path for path, _ in page})
    rows = {}
    for key, count in counts.items():
        least = MIN_PAGES if known and known.reason(*key) else max(_PLACE_PAGES, len(pages) // 10)
        row = _repeated(key, count, (places[key[0]], least), len(pages))
        if row is not None:
            rows[key] = row
    return rows


def _keys(body: bytes) -> frozenset[Key]:
    return frozenset((piece.path, piece.text) for piece in read_pieces(body) if _counts(piece))


def _counts(piece: Piece) -> bool:
    """Date labels repeat when a site was moved in one night; they are read, not counted."""
    return piece.level != 1 and lift(piece.text) is None


def _repeated(key: Key, count: int, there: tuple[int, int], pages: int) -> Repeated | None:
    place, least = there
    if count < MIN_PAGES:
        return None
    if count >= SHARE * pages:
        return Repeated(path=key[0], text=key[1], count=count, of=pages)
    if count >= least and count >= _PLACE_SHARE * place:
        return Repeated(path=key[0], text=key[1], count=count, of=place)
    return None


def _distinct(pages: list[frozenset[Key]]) -> list[frozenset[Key]]:
    """One page of each set of near-duplicates, told by the texts that few pages share."""
    counts = Counter(key for page in pages for key in page)
    few = max(2, len(pages) // 4)
    kept: list[frozenset[Key]] = []
    holders: dict[Key, list[int]] = {}
    for page in pages:
        own = frozenset(key for key in page if counts[key] <= few)
        if not page or page in kept or _is_known(own, holders, kept):
            continue
        for key in own:
            holders.setdefault(key, []).append(len(kept))
        kept.append(page)
    return kept


def _is_known(own: frozenset[Key], holders: dict[Key, list[int]], kept: list[frozenset[Key]]) -> bool:
    shared = Counter(number for key in own for number in holders.get(key, ()))
    weight = {number: sum(len(text) for key, text in own & kept[number]) for number, _ in shared.most_common(3)}
    total = sum(len(text) for _, text in own)
    return bool(weight) and max(weight.values()) >= _ALIKE * total
