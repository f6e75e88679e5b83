"""A site that puts markup of its own wherever a page, a header or a document has room for words."""

from __future__ import annotations

import io
from html import escape
from urllib.parse import quote

import docx
from fpdf import FPDF

from tests.hostile.server import reply
from tests.hostile.world import Answer

HTML = "Content-Type: text/html; charset=utf-8"
WORD = "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def evil(mark: str) -> str:
    """Words that become an alert wherever they are taken for markup; `mark` says where they came from."""
    return f"<script>alert('{mark}')</script>\"'><img src=x onerror=alert('{mark}')>{{{{7*7}}}}"


def short(mark: str) -> str:
    """The same for places that hold a name."""
    return f"<img src=x onerror=alert('{mark}')>"


SIGNS = "&#1;&#8;&#11;&#x1b;&#x7f;&#x85;&#xd800;&#xfffe;&#xffff;&#x2028;&#x202e;"
"""Signs that XML and workbooks cannot hold, or that turn text around."""
PARTS = (
    "heading",
    "subheading",
    "text",
    "bullet",
    "cell",
    "column",
    "quotation",
    "figure",
    "anchor",
    "decision",
    "supplier",
    "case",
    "amount",
    "contact",
)
"""Places of the page whose words are shown."""


def _said(mark: str) -> str:
    return escape(evil(mark))


def _page() -> str:
    """The page itself. Its facts are such that the readers find them, with the words in their sentences."""
    named = escape(short("supplier"))
    return f"""<!doctype html><html lang="{_said("lang")}"><head><meta charset="utf-8">
<title>{_said("title")} Nytt från nämnden</title>
<meta name="author" content="{_said("author")}"><meta name="description" content="{_said("description")}">
<meta name="keywords" content="{_said("keywords")}"><meta property="og:title" content="{_said("og")}">
<meta property="article:published_time" content="2024-04-09{_said("time")}">
<link rel="alternate" type="application/rss+xml" title="{_said("feed title")}" href="/rss">
<link rel="canonical" href="/{quote(evil("canonical"))}">
<script type="application/ld+json">{{"headline": "</scr" + "ipt>", "author": "{short("ld")}"}}</script>
</head><body><main class="{_said("class")}"><h1>{_said("heading")} Socialnämnden</h1>
<p class="date">Publicerad 9 april 2024 {_said("label")} av {_said("by")}</p>
<h2>{_said("subheading")}</h2>
<p>Ledningen gick igenom läget {_said("text")} för en budget i balans under hela året som kommer.</p>
<p>Socialnämnden beslutade den 9 april 2024 att bygga ett boende {_said("decision")} i kvarteret Linden.</p>
<p>Socialnämnden direktupphandlade den 9 april 2024 städning {named} av Ren {named} AB för 1,2 miljoner kronor.</p>
<p>Kommunen tecknade avtal med Frukt{SIGNS} AB om frukt{SIGNS} den 12 mars 2018 för 2 miljoner kronor.</p>
<p>Kostnaden är 4 miljoner kronor {_said("amount")}, dnr SN 2024/17 {_said("case")}, enligt Enheten för {named}.</p>
<p>Kontakt: {_said("contact")}, 010-123 45 67.</p>
<ul><li>Första punkten {_said("bullet")}</li><li>Andra punkten i listan</li></ul>
<table><tr><th>{_said("column")}</th><th>Kronor</th></tr><tr><td>{_said("cell")}</td><td>12</td></tr></table>
<blockquote>Vi är nöjda {_said("quotation")}, säger chefen.</blockquote>
<figure><img src="/b.png" alt="{_said("alt")}"><figcaption>Nämnden på trappan {_said("figure")}</figcaption></figure>
<p>Läs mer i <a href="/filer/{quote(evil("file"))}.pdf" title="{_said("tip")}">{_said("anchor")}</a>,
<a href="/protokoll.docx">protokollet</a>, <a href="/ren.txt">texten</a>, <a href="/{quote(evil("path"))}">sidan</a>,
<a href="/fragor?q={quote(evil("query"))}">svaren</a>, <a href="/flyttad">det flyttade</a>,
<a href="javascript:alert('link')">inget</a>, <a href="data:text/html,{quote(evil("data"))}">bilden</a>.</p>
</main></body></html>"""


def _plain_page(mark: str) -> str:
    return (
        f'<!doctype html><html lang="sv"><meta charset="utf-8"><title>{_said(mark)}</title><main><h1>{_said(mark)}</h1>'
        f"<p>Kommunen har något att berätta om {_said(mark)} för alla som bor här i byn.</p></main></html>"
    )


def _pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    for mark in ("pdf text", "pdf more"):
        paper.multi_cell(0, 8, f"Protokoll {evil(mark)} från nämndens möte i april.", new_x="LMARGIN", new_y="NEXT")
    paper.set_title(evil("pdf title"))
    paper.set_author(evil("pdf author"))
    paper.set_subject(evil("pdf subject"))
    paper.set_keywords(evil("pdf keywords"))
    return bytes(paper.output())


def _docx() -> bytes:
    document = docx.Document()
    document.core_properties.title = evil("docx title")
    document.core_properties.author = evil("docx author")
    document.core_properties.comments = evil("docx comments")
    document.add_heading(evil("docx heading"), 1)
    document.add_paragraph(f"Nämnden sammanträdde {evil('docx text')} i april.")
    document.add_table(1, 2).cell(0, 0).text = evil("docx cell")
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def site() -> dict[str, Answer]:
    """What the site answers, by path."""
    tagged = (f'ETag: "{short("etag")}"', f"Last-Modified: {short('modified')}", f"X-Evil: {short('header')}")
    feed = f"<rss version='2.0'><channel><title>{_said('feed')}</title><item><title>{_said('item')}</title>"
    feed += f"<link>/{quote(evil('entry'))}</link><author>{_said('feed author')}</author></item></channel></rss>"
    return {
        "/": reply(_page(), headers=(HTML, *tagged)),
        "/rss": reply(feed, headers=("Content-Type: application/rss+xml",)),
        f"/filer/{quote(evil('file'))}.pdf": reply(_pdf(), headers=("Content-Type: application/pdf",)),
        "/protokoll.docx": reply(_docx(), headers=(WORD,)),
        "/ren.txt": reply(
            f"Anslag\n\n{evil('plain')} i ren text.", headers=("Content-Type: text/plain; charset=utf-8",)
        ),
        f"/{quote(evil('path'))}": reply(
            _plain_page("path page"), headers=(f'Content-Type: text/html; charset="{short("charset")}"',)
        ),
        f"/{quote(evil('entry'))}": reply(
            _plain_page("entry page"), headers=(f"Content-Type: text/html; x={short('type')}",)
        ),
        f"/fragor?q={quote(evil('query'))}": reply(_plain_page("query page")),
        "/flyttad": reply(status="301 Moved Permanently", headers=(f"Location: /ny-{quote(evil('moved'))}",)),
        f"/ny-{quote(evil('moved'))}": reply(_plain_page("moved page")),
    }
