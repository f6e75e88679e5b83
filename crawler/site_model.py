"""The site model: what repeats over a site is furniture; each such judgement can be explained and undone."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property

VERSION = 1
SEEN = "seen on"
JUDGED = "marked as furniture by an administrator"

Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """A text at one place of the template, on how many of the pages that were compared."""

    path: str
    text: str
    count: int
    of: int


@dataclass(frozen=True, kw_only=True)
class SiteModel:
    """What repeats over one site. `content` and `furniture` are texts an admin has judged; they overrule the counts."""

    pages: int
    repeated: tuple[Repeated, ...] = ()
    content: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    version: int = VERSION

    @cached_property
    def _index(self) -> dict[Key, Repeated]:
        return {(one.path, one.text): one for one in self.repeated}

    @cached_property
    def _content(self) -> frozenset[str]:
        return frozenset(self.content)

    @cached_property
    def _furniture(self) -> frozenset[str]:
        return frozenset(self.furniture)

    def reason(self, path: str, text: str) -> str | None:
        """Why this text at this place is furniture ("seen on 212 of 240 pages"), or None."""
        if text in self._furniture:
            return JUDGED
        found = self._index.get((path, text))
        return f"{SEEN} {found.count} of {found.of} pages" if found and text not in self._content else None

    def is_content(self, text: str) -> bool:
        """Whether an admin has said that this text is content, whatever the rules say."""
        return text in self._content

    def share(self, keys: frozenset[Key]) -> float:
        """How much of what repeats over the site is among these places and texts."""
        return len(self._index.keys() & keys) / max(1, len(self.repeated))

    def restored(self, text: str) -> SiteModel:
        """The model after an admin said: this is content."""
        others = tuple(one for one in self.furniture if one != text)
        return replace(self, content=tuple(dict.fromkeys((*self.content, text))), furniture=others)

    def removed(self, text: str) -> SiteModel:
        """The model after an admin said: this is furniture."""
        others = tuple(one for one in self.content if one != text)
        return replace(self, furniture=tuple(dict.fromkeys((*self.furniture, text))), content=others)

    def to_json(self) -> str:
        """The model as stable JSON text."""
        rows = [[one.path, one.text, one.count, one.of] for one in self.repeated]
        fields = {"version": self.version, "pages": self.pages, "repeated": rows}
        return json.dumps(
            {**fields, "content": self.content, "furniture": self.furniture}, ensure_ascii=False, sort_keys=True
        )

    @classmethod
    def from_json(cls, text: str) -> SiteModel:
        """Read a stored model; ValueError when it is none of ours or of another version (then fit again)."""
        try:
            fields = json.loads(text)
            if fields["version"] != VERSION:
                raise ValueError(f"site model version {fields['version']}, not {VERSION}: fit it again")
            rows = tuple(
                Repeated(path=str(p), text=str(t), count=int(c), of=int(o)) for p, t, c, o in fields["repeated"]
            )
            content, furniture = (tuple(map(str, fields[name])) for name in ("content", "furniture"))
            return cls(pages=int(fields["pages"]), repeated=rows, content=content, furniture=furniture)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("not a site model") from error
