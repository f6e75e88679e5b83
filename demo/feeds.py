"""What a site tells machines: robots.txt, sitemaps with lastmod, a feed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from email.utils import format_datetime
from xml.sax.saxutils import escape

from demo.model import Page

SITEMAPS = ("/sitemap-sidor.xml", "/sitemap-nyheter.xml")


def robots(base: str) -> str:
    """RFC 9309: everything but what is for the staff."""
    return f"User-agent: *\nDisallow: /intern/\nDisallow: /sok/\nAllow: /\n\nSitemap: {base}/sitemap.xml\n"


def sitemap_index(base: str, newest: Iterable[Page]) -> str:
    """The index over the two sitemaps; `newest` is the last changed page of each, in order."""
    rows = "".join(
        f"<sitemap><loc>{base}{path}</loc><lastmod>{page.changed.isoformat()}</lastmod></sitemap>\n"
        for path, page in zip(SITEMAPS, newest, strict=True)
    )
    return _xml(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>')


def sitemap(base: str, pages: Iterable[Page]) -> str:
    """One sitemap: address and the day of the last change."""
    rows = "".join(
        f"<url><loc>{base}{escape(page.path)}</loc><lastmod>{page.changed.isoformat()}</lastmod></url>\n"
        for page in pages
    )
    return _xml(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>')


def rss(base: str, news: Iterable[Page]) -> str:
    """The latest news as RSS 2.0."""
    items = "".join(
        f"<item><title>{escape(page.title)}</title><link>{base}{page.path}</link>"
        f'<guid isPermaLink="true">{base}{page.path}</guid><pubDate>{moment(page)}</pubDate>'
        f"<description>{escape(page.lead)}</description></item>\n"
        for page in news
    )
    head = f"<title>Nyheter från Mellanköpings kommun</title><link>{base}/</link>"
    about = "<description>Aktuellt i kommunen</description><language>sv-se</language>"
    return _xml(f'<rss version="2.0"><channel>{head}{about}\n{items}</channel></rss>')


def moment(page: Page, *, changed: bool = False) -> str:
    """When a page was published, or last changed, as HTTP and RSS write it."""
    day = page.changed if changed else page.published
    return format_datetime(datetime.combine(day, time(7, 15), UTC), usegmt=True)


def _xml(body: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
