"""The pages the extraction bench reads: our own two parts, and the demo municipality's where it is installed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BenchPage:
    """A page, what ought to be read in it, what must not, and lines rated neither way."""

    site: str
    look: str
    url: str
    body: bytes
    gold: str
    leaks: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    short: bool = False
    media_type: str = "text/html"


_FIXED_LEAKS = (
    "gammal webbläsare",
    "Vi använder kakor",
    "Vi sparar små filer",
    "Hjälpte informationen",
    "Blev du hjälpt",
    "Fler nyheter",
    "Senast uppdaterad",
    "212000-0000",
)


def own_pages(part: str) -> list[BenchPage]:
    """Pages of tests/data/extraction; a look is a site."""
    from tests.crawler.looks import samples

    return [
        BenchPage(
            site=f"{part}/{one.look}",
            look=one.look,
            url=one.url,
            body=one.body,
            gold=one.text.words(),
            leaks=(*one.teasers, one.contact, *_FIXED_LEAKS),
            short=one.text.is_notice,
        )
        for one in samples(part)
    ]


def demo_pages() -> list[BenchPage]:
    """The demo municipality as one site; empty when the demo is not there."""
    try:
        from demo.dress import look_of
        from demo.site import HOME, Site
    except ImportError:
        return []
    site, found = Site(), []
    for path in site.paths:
        answer, truth = site.answer(path), site.truth(path)
        media_type = dict(answer.headers).get("Content-Type", "")
        if media_type.startswith("text/html"):
            gold = f"{truth.title}\n{truth.body}"
            look = str(truth.kind) if str(truth.kind) == "list" else look_of(site.pages[path])
            short = 0 < len(truth.body) < 260
            found.append(BenchPage("demo", look, HOME + path, answer.body, gold, _FIXED_LEAKS, truth.neutral, short))
    return found
