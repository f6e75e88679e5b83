"""Where in the documents of a page to look for what was asked, so that nobody reads the whole texts again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from index import plan as plans
from index.model import Kind, Schema
from index.plan import Plan
from index.snippets import Places
from index.whoosh_engine.segment import Segment

Look = Callable[[int], Places]


class Looks:
    """The places of one plan's conditions. Made for one search."""

    def __init__(self, segments: Sequence[Segment], schema: Schema, plan: Plan) -> None:
        self._segments = segments
        self._fields = [field.name for field in schema.of_kind(Kind.TEXT)]
        self._leaves = list(plans.leaves(plan))
        self._known: dict[int, dict[str, Look]] = {}

    def standing(self, segment: int, number: int) -> Mapping[str, Places]:
        """By TEXT field: the places of words in a document where a condition holds; unknown ones are left out."""
        if segment not in self._known:
            self._known[segment] = self._looks(self._segments[segment])
        return {name: look(number) for name, look in self._known[segment].items()}

    def _looks(self, segment: Segment) -> dict[str, Look]:
        looks = {
            name: segment.standing([leaf for leaf in self._leaves if leaf.field == name], name) for name in self._fields
        }
        return {name: look for name, look in looks.items() if look}
