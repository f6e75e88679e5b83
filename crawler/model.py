"""The words of crawling: what we ask for, what came back, and what a person reads in it.

Terms follow WARC 1.1 (capture, revisit) and RFC 9309 (robots). Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

Headers = tuple[tuple[str, str], ...]
"""HTTP header fields in the order they were received, names as given."""


class Ask(StrEnum):
    """Why a target is asked for; it decides how the answer is read."""

    PAGE = "page"
    ROBOTS = "robots"
    SITEMAP = "sitemap"
    FEED = "feed"


class Via(StrEnum):
    """How a target became known."""

    SEED = "seed"
    LINK = "link"
    NOFOLLOW = "nofollow"
    """Met in links only that the site asks robots not to follow."""
    SITEMAP = "sitemap"
    FEED = "feed"
    REDIRECT = "redirect"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A web site we archive, with its rules.

    `delay` is seconds between two requests to one host. `include` and `exclude` are path prefixes,
    but one of `exclude` that ends in "$" is a whole path with its query. An empty `include` means every path of the
    hosts named by the seeds. `max_alike` is how many addresses that differ in nothing but numbers are taken in one run,
    a tenth of it when the numbers stand in the query: the bound of endless calendars. `retention` is for how many years
    what was fetched is to be kept, None for ever: it makes a proposal for people to decide on, it removes nothing.
    `municipality` is whose pages they are, where an archive holds several.
    `render` has a browser build each page before it is read (crawler.seams.Renderer).
    """

    name: str
    seeds: tuple[str, ...]
    delay: float = 1.0
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    allow_private: bool = False
    index_noindex: bool = False
    follow_nofollow: bool = False
    render: bool = False
    max_pages: int = 50_000
    max_depth: int = 30
    max_alike: int = 2_000
    schedule: str | None = None
    register: str | None = None
    enabled: bool = True
    retention: int | None = None
    municipality: str | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """One URL to ask for, with the validators of the last good answer (echoed byte for byte, RFC 9110 13.1).

    `digest` is of what that answer showed, of a rendered page therefore not the digest of its body.
    `lastmod` is the site's own word on when it changed, `checked_at` when it last answered as it should, `changed_at`
    when it last had new content.
    """

    url: str
    source: str
    ask: Ask = Ask.PAGE
    via: Via = Via.SEED
    parent: str | None = None
    depth: int = 0
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    attempt: int = 0
    lastmod: datetime | None = None
    checked_at: datetime | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link as a browser would resolve it. `text` is what a person clicks on."""

    url: str
    text: str = ""
    nofollow: bool = False


@dataclass(frozen=True, kw_only=True)
class Capture:
    """One HTTP response.

    `body` is the decoded payload: transfer and content coding (chunked, gzip, deflate) are already undone, charset
    is not. `digest` is the sha256 hex of `body`. `headers` stay as received, names and values read as latin-1 so
    that every byte survives; they therefore still speak of the coded body. A WARC record made of a capture must
    rename Content-Encoding and Transfer-Encoding (to X-Archive-Orig-...) and give Content-Length anew:
    `crawler.archival.archival_headers` does it.

    `truncated` is a WARC 1.1 WARC-Truncated reason or None: "length" for a body cut at our limit (it may be read),
    "unspecified" for a damaged content coding (keep, do not index, do not trust its validators). An answer that
    broke off on the network is a Failure, never a Capture. `warnings` say what was odd ("declared gzip, is not").
    `absent` is a soft 404: the status is 200, but the body says that there is no such page.
    `rendered` is the page as a browser built it of the body, HTML in UTF-8, for sources that ask for it.
    """

    url: str
    at: datetime
    status: int
    headers: Headers
    body: bytes
    digest: str
    request_headers: Headers = ()
    http_version: str = "1.1"
    truncated: str | None = None
    ip: str | None = None
    warnings: tuple[str, ...] = ()
    absent: bool = False
    rendered: bytes | None = None

    @property
    def shown(self) -> bytes:
        """What a person is shown: the page as a browser built it, else the body."""
        return self.body if self.rendered is None else self.rendered

    @property
    def shown_digest(self) -> str:
        """The sha256 hex of what a person is shown."""
        return self.digest if self.rendered is None else sha256(self.rendered).hexdigest()

    def header(self, name: str) -> str | None:
        """First value of a header, name case-insensitive, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, kw_only=True)
class Revisit:
    """Asked again, nothing new: HTTP 304, or 200 with the payload we already hold."""

    url: str
    at: datetime
    status: int
    headers: Headers
    digest: str
    request_headers: Headers = ()
    http_version: str = "1.1"
    ip: str | None = None

    def header(self, name: str) -> str | None:
        """First value of a header, name case-insensitive, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """We chose not to take this URL. `rule` is the short stable name of a `crawler.scope.Rule`.

    No refusal is for good: rules of the source and of the site change, and judging anew costs no request.
    """

    url: str
    at: datetime
    rule: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Failure:
    """We tried and got nothing usable. `cause` is a short stable name ("dns", "timeout", "tls", "http-500", ...).

    With `retry_at` the target waits until then, as attempt number `attempt`; without, it has failed for this round.
    """

    url: str
    at: datetime
    cause: str
    detail: str = ""
    retry_at: datetime | None = None
    attempt: int = 0


Visit = Capture | Revisit | Refusal | Failure


@dataclass(frozen=True, kw_only=True)
class Step:
    """One turn of the crawl loop: what was asked, what came of it, and the targets found in it."""

    target: Target
    visit: Visit
    found: tuple[Target, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Host:
    """What politeness must remember of one host over restarts and workers.

    `name` is a host name for `asked_at` and `paused_until`, an origin ("https://x.se") for the robots fields, which
    RFC 9309 2.3 binds to scheme and port; the two are different rows.
    `robots` holds the raw robots.txt; `robots_status` its HTTP status or None when it could not be reached
    (RFC 9309 2.3.1.4: then everything is disallowed). `held_by` is who has a request open there, believed until
    `held_until`. `absent`, of an origin, is what its soft 404s look like.
    """

    name: str
    asked_at: datetime | None = None
    paused_until: datetime | None = None
    robots: bytes | None = None
    robots_status: int | None = None
    robots_at: datetime | None = None
    absent: str | None = None
    held_by: str | None = None
    held_until: datetime | None = None


class BlockKind(StrEnum):
    """What a block is to its reader."""

    LEAD = "lead"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    CAPTION = "caption"
    QUOTE = "quote"
    TABLE = "table"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A piece of the body. `level` is 2-6 for headings, else 0. A table has a line a row, its cells tab-separated."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A block that is not content, and why a person should believe it ("seen on 212 of 240 pages")."""

    text: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """A date label lifted out of the text: `words` is the label ("Senast uppdaterad"), `value` what stood after it."""

    words: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Extract:
    """A page as a person reads it.

    `labels` are date labels lifted out of the text, `metas` the page's own machine-readable dates and words
    (meta tags, JSON-LD, `<time>`) by name. `canonical` is rel=canonical, a hint only (RFC 6596).
    """

    title: str
    blocks: tuple[Block, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    labels: tuple[Label, ...] = ()
    metas: tuple[tuple[str, str], ...] = ()
    links: tuple[Link, ...] = ()
    language: str | None = None
    canonical: str | None = None
    noindex: bool = False
    nofollow: bool = False
    media_type: str = "text/html"
    warnings: tuple[str, ...] = field(default=())

    @property
    def text(self) -> str:
        """The body: every block on a line of its own, lead first, title not included."""
        return "\n".join(block.text for block in self.blocks)
