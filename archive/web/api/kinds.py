"""What a parameter may hold: each kind says it as JSON Schema and reads it from text. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from archive.web.links import clean
from archive.web.words import stamp_moment

Json = dict[str, Any]


class Kind(Protocol):
    """How a parameter is described and read."""

    def schema(self) -> Json:
        """JSON Schema of the text as it is written."""

    def parse(self, text: str) -> Any:
        """The value. Raises ValueError with a detail for the caller, in English."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """Any text of at most `limit` characters; control characters count as space."""

    limit: int = 200

    def schema(self) -> Json:
        """A string with its longest length."""
        return {"type": "string", "maxLength": self.limit}

    def parse(self, text: str) -> str:
        """The text, composed (NFC) and trimmed."""
        if len(text) > self.limit:
            raise ValueError(f"must have at most {self.limit} characters")
        return clean(text, self.limit)


@dataclass(frozen=True, kw_only=True)
class Free:
    """Any text at all; what cannot be used is answered with a note."""

    def schema(self) -> Json:
        """A string."""
        return {"type": "string"}

    def parse(self, text: str) -> str:
        """The text as it is."""
        return text


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def schema(self) -> Json:
        """A string of the list."""
        return {"type": "string", "enum": list(self.words)}

    def parse(self, text: str) -> str:
        """The word as it is."""
        if text not in self.words:
            raise ValueError(f"must be one of: {', '.join(self.words)}")
        return text


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A whole number, both ends included."""

    least: int
    most: int
    usual: int | None = None

    def schema(self) -> Json:
        """An integer with its ends and its default."""
        ends: Json = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return ends if self.usual is None else {**ends, "default": self.usual}

    def parse(self, text: str) -> int:
        """The number; plain digits only."""
        is_number = text.isascii() and text.isdigit() and len(text) <= len(str(self.most))
        if not is_number or not self.least <= int(text) <= self.most:
            raise ValueError(f"must be a whole number from {self.least} to {self.most}")
        return int(text)


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day as ISO 8601 writes it."""

    def schema(self) -> Json:
        """A date of RFC 3339."""
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

    def parse(self, text: str) -> date:
        """The day."""
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError("must be a day as YYYY-MM-DD")
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise ValueError("is no day of the calendar") from error


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A text of a fixed form, given as a regular expression that begins with ^ and ends with $."""

    pattern: str
    says: str

    def schema(self) -> Json:
        """A string with its pattern."""
        return {"type": "string", "pattern": self.pattern}

    def parse(self, text: str) -> str:
        """The text as it is."""
        if not re.fullmatch(self.pattern.removeprefix("^").removesuffix("$"), text):
            raise ValueError(self.says)
        return text


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment as web archives write it in addresses: 14 digits, UTC."""

    def schema(self) -> Json:
        """A string of 14 digits."""
        return {"type": "string", "pattern": "^[0-9]{14}$"}

    def parse(self, text: str) -> datetime:
        """The moment."""
        moment = stamp_moment(text)
        if moment is None:
            raise ValueError("must be a moment as YYYYMMDDhhmmss")
        return moment
