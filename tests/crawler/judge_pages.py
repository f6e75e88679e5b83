"""Fictional municipal pages by an independent hand: texts and site looks in tests/data/extraction/judge.

A `.txt` holds a site's pages, the `.toml` of the same name how that site dresses them. The texts' marks: `#` title,
`@` slug, published and updated, `>` lead, `##` heading, `-` and `1.` items, `|` table row (the first is the head),
`[[…]]` caption, `"` quote, `%` contact, `:` entry of a listing; everything else is a paragraph. Inside a line
`*…*` is bold and `[…]` a link.
"""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data/extraction/judge"
FIRST = ("sitevision", "svtable", "optimizely", "municipio", "wordpress", "drupal", "react", "aspnet", "company")
LATER = ("soleil", "joomla", "tailwind")
MONTHS = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
]
MARKS = {">": "lead", "##": "h2", "-": "item", "|": "row", '"': "quote", "%": "contact", ":": "entry"}


@dataclass(frozen=True, kw_only=True)
class Text:
    """A page's words before it is dressed: its pieces are (kind, words)."""

    title: str
    slug: str
    published: str | None
    updated: str | None
    pieces: tuple[tuple[str, str], ...]

    @property
    def opening(self) -> str:
        """What a teaser elsewhere says of the page."""
        return next((words for kind, words in self.pieces if kind in {"lead", "p"}), "")

    @property
    def body(self) -> str:
        """The text as a person reads it."""
        return "\n".join(_plain(kind, words) for kind, words in self.pieces)


@dataclass(frozen=True, kw_only=True)
class JudgePage:
    """A dressed page and what should be read in it. `leaks` are (what it is, words that must not be read)."""

    look: str
    url: str
    html: bytes
    title: str
    text: str
    published: str | None
    updated: str | None
    leaks: tuple[tuple[str, str], ...]
    is_notice: bool


def judge_pages(look: str) -> tuple[JudgePage, ...]:
    """Every page of a look."""
    texts, site = tuple(_texts(look)), tomllib.loads((FOLDER / f"{look}.toml").read_text(encoding="utf-8"))
    return tuple(_dressed(site, texts, at) for at in range(len(texts)))


def _texts(look: str) -> Iterator[Text]:
    for part in re.split(r"^# ", (FOLDER / f"{look}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, about, *lines = part.strip().splitlines()
        slug, published, updated = (each.strip() for each in about.removeprefix("@").split("|"))
        dates = [each[:10] if each != "-" else None for each in (published, updated)]
        pieces = tuple(map(_piece, filter(None, lines)))
        yield Text(title=title, slug=slug, published=dates[0], updated=dates[1], pieces=pieces)


def _piece(line: str) -> tuple[str, str]:
    if line.startswith("[["):
        return "figure", line[2:].removesuffix("]]")
    if found := re.match(r"\d\. ", line):
        return "step", line[found.end() :]
    mark, _, rest = line.partition(" ")
    return (MARKS[mark], rest) if mark in MARKS else ("p", line)


def _plain(kind: str, words: str) -> str:
    parting = {"row": r"\s*\|\s*", "contact": r"\s*;\s*", "entry": r"\s*;;\s*"}.get(kind)
    return re.sub(r"[*\[\]]", "", re.sub(parting, "\t", words) if parting else words)


def _fill(pattern: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), pattern)


def _dressed(site: Mapping, texts: tuple[Text, ...], at: int) -> JudgePage:
    text, serial = texts[at], str(4100 + at * 37)
    values = {"n": serial, "slug": text.slug, "title": html.escape(text.title), "site": site["site"]}
    path = site["path"] if text.published else re.sub(r"\{(?:year|mm|dd)\}[/-]", "", site["path"])
    url = f"https://{site['host']}{_fill(path, values | _calendar(text.published or '2000-01-01'))}"
    lead = "".join(_block(site, kind, words, serial) for kind, words in text.pieces if kind == "lead")
    near = _neighbours(site, texts, at)
    values |= {
        "doctitle": _fill(site["doctitle"], values),
        "metas": _metas(site["metas"], text),
        "published": _label(site["published"], text.published, values),
        "updated": _label(site["updated"], text.updated, values),
        "lead": lead,
        "body": _body(site, text, serial),
        "person": _person(site, at, serial),
        "teasers": "".join(_teaser(site, each, serial) for each in near),
    }
    page = _fill(site["template"]["page"], values)
    return JudgePage(
        look=site["name"],
        url=url,
        html=page.encode(),
        title=text.title,
        text=text.body,
        published=text.published if site["published"] or site["metas"] else None,
        updated=text.updated if site["updated"] else None,
        leaks=tuple(_leaks(site, text, near, at)),
        is_notice=len(text.pieces) == 1 and text.published is not None,
    )


def _body(site: Mapping, text: Text, serial: str) -> str:
    pieces = [piece for piece in text.pieces if piece[0] != "lead"]
    starts = [0, *(i for i, (kind, _) in enumerate(pieces) if kind == "h2" and i), len(pieces)]
    parts = [pieces[a:b] for a, b in pairwise(starts) if a < b]
    inner = (
        "".join(_group(site, kind, [words for _, words in run], serial) for kind, run in _runs(part)) for part in parts
    )
    return "\n".join(_fill(site["blocks"]["section"], {"text": each, "n": serial}) for each in inner)


def _runs(pieces: list[tuple[str, str]]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    return ((kind, list(run)) for kind, run in groupby(pieces, key=lambda piece: piece[0]))


def _group(site: Mapping, kind: str, all_words: list[str], serial: str) -> str:
    blocks = site["blocks"]
    if kind in {"item", "step", "entry"}:
        items = "".join(_block(site, "item" if kind == "step" else kind, words, serial) for words in all_words)
        whole = _fill(blocks["entries" if kind == "entry" else "list"], {"items": items, "n": serial})
        return re.sub(r"^(.*?)<ul(.*)</ul>", r"\1<ol\2</ol>", whole) if kind == "step" else whole
    if kind == "row":
        return _table(blocks, [re.split(r"\s*\|\s*", words) for words in all_words], serial)
    return "\n".join(_block(site, kind, words, serial) for words in all_words)


def _table(blocks: Mapping, rows: list[list[str]], serial: str) -> str:
    head = "".join(_fill(blocks["th"], {"text": html.escape(cell)}) for cell in rows[0])
    cells = ("".join(_fill(blocks["td"], {"text": html.escape(cell)}) for cell in row) for row in rows[1:])
    body = "".join(_fill(blocks.get("tr", "<tr>{text}</tr>"), {"text": each}) for each in cells)
    return _fill(blocks["table"], {"head": head, "rows": body, "n": serial})


def _block(site: Mapping, kind: str, words: str, serial: str) -> str:
    blocks = site["blocks"]
    if kind == "contact":
        lines = (_fill(blocks["line"], {"text": html.escape(each)}) for each in re.split(r"\s*;\s*", words))
        return _fill(blocks["contact"], {"lines": blocks["between"].join(lines), "n": serial})
    if kind == "entry":
        title, date, text = (html.escape(each) for each in re.split(r"\s*;;\s*", words))
        return _fill(blocks["entry"], {"title": title, "date": date, "text": text, "n": serial})
    inline = html.escape(words, quote=False)
    for mark, name in ((r"\*(.+?)\*", "bold"), (r"\[(.+?)\]", "link")):
        inline = re.sub(mark, lambda found, name=name: _fill(blocks[name], {"text": found[1], "n": serial}), inline)
    return _fill(blocks[kind], {"text": inline, "n": serial})


def _calendar(date: str) -> dict[str, str]:
    year, month, day = date[:10].split("-")
    name = MONTHS[int(month) - 1]
    return {"year": year, "mm": month, "dd": day, "day": str(int(day)), "month": name, "mon": name[:3]}


def _label(pattern: str, date: str | None, values: Mapping[str, str]) -> str:
    return _fill(pattern, {**values, **_calendar(date)}) if date else ""


def _metas(kinds: list[str], text: Text) -> str:
    if not text.published:
        return ""
    published, updated = text.published, text.updated or text.published
    known = {
        "published": f'<meta name="dcterms.issued" content="{published}">',
        "article": f'<meta property="article:published_time" content="{published}T08:00:00+01:00">'
        f'<meta property="article:modified_time" content="{updated}T08:00:00+01:00">',
        "dcterms": f'<meta name="dcterms.created" content="{published}T08:14+01:00">',
        "og": f'<meta property="og:type" content="article"><meta property="og:published_time" content="{published}">',
        "jsonld": '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",'
        f'"headline":"{text.title}","datePublished":"{published}T07:30:00+01:00"}}</script>',
    }
    return "".join(known[kind] for kind in kinds)


def _neighbours(site: Mapping, texts: tuple[Text, ...], at: int) -> list[tuple[str, str, str]]:
    """Teasers: mostly the site's own pages, the last one of a page that is not in the sample."""
    others = [texts[(at + step) % len(texts)] for step in (1, 3, 4, 6)]
    known = [(each.slug, each.title, each.opening) for each in others if each.published][: site["teasers"] - 1]
    title, said = _fill(site["strangers"][at % 2], {"n": str(11 + at)}).split(";")
    return [*known, (f"x{at}", title, said)]


def _teaser(site: Mapping, teaser: tuple[str, str, str], serial: str) -> str:
    slug, title, said = (html.escape(re.sub(r"[*\[\]]", "", each)) for each in teaser)
    return _fill(site["blocks"]["teaser"], {"slug": slug, "title": title, "text": said, "n": serial})


def _person(site: Mapping, at: int, serial: str) -> str:
    person = site["people"][at % len(site["people"])].split(";")
    return _fill(site["blocks"]["person"], {"n": serial} | {str(i): each for i, each in enumerate(person)})


def _leaks(site: Mapping, text: Text, near: list[tuple[str, str, str]], at: int) -> Iterator[tuple[str, str]]:
    for each in site["furniture"]:
        kind, _, words = each.partition(": ")
        yield kind, words
    own = f"{text.title}\n{text.body}"
    for _, title, said in near:
        yield from (("teaser", words) for words in (title, said) if words and words not in own)
    person = site["people"][at % len(site["people"])].split(";")
    yield from (("contact", words) for words in (person[2],) if words not in own)
