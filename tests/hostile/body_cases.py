"""Cases 37-47: bodies that are bombs, damaged, in the wrong charset, of another kind, empty."""

from __future__ import annotations

import gzip
import resource
import time

from crawler.fetch import Limits
from tests.hostile.cases import case, elsewhere
from tests.hostile.misdeeds import MISDEEDS
from tests.hostile.server import reply
from tests.hostile.world import LIMITS, World, story

TEXT = "Nämnden sammanträder på måndag om budgeten för nästa år"
GZIP = ("Content-Encoding: gzip",)
PATIENT = Limits(total=10.0, idle=2.0, connect=1.0)


def bounded(world: World, *paths: str, limits: Limits = LIMITS) -> None:
    """Crawl misdeeds within ten seconds and a hundred megabytes each."""
    world.serve({"/": story("Välkommen till kommunen", *paths), **{path: MISDEEDS[path] for path in paths}})
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    world.crawl(limits=limits, indexed=False)  # the fake index is not built for a word of ten megabytes
    assert time.monotonic() - began < 10 * len(paths)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


@case(37, "gzip, brotli and double bombs stop at 10 MB, in under 100 MB of memory", "ASVS 5.2.3; CVE-2024-3572")
def bombs(world: World) -> None:
    bounded(world, "/gzip-bomb", "/double-bomb", "/brotli", limits=PATIENT)
    assert {world.state(path) for path in ("/gzip-bomb", "/double-bomb", "/brotli")} == {"fetched"}
    assert world.versions("/brotli") == 0


@case(
    38, "gzip without its end or with a wrong checksum is damage: kept, marked, not searched", "RFC 1952; WARC 1.1 5.13"
)
def damaged(world: World) -> None:
    bounded(world, "/truncated-gzip", "/wrong-checksum")
    assert [world.versions(path) for path in ("/truncated-gzip", "/wrong-checksum")] == [0, 0]
    assert "ends too early" in world.detail("/truncated-gzip")
    (kept,) = [each for each in world.archive.store.captures.all() if each.url == world.url("/truncated-gzip")]
    assert world.archive.vault.read(kept).truncated == "unspecified"


@case(39, "says gzip but is not: read as it is, and told", "own")
def not_gzip(world: World) -> None:
    world.serve({"/": reply(story(TEXT), headers=GZIP)})
    world.crawl()
    assert TEXT in world.text("/")
    assert "declared gzip, is not" in world.detail("/")


@case(40, "endless bodies, 5 GB announced, a drip, 2 MB of header, 200,000 headers: bounded", "own")
def endless(world: World) -> None:
    paths = ("/endless", "/five-gigabytes", "/drip", "/huge-header", "/many-headers", "/silent")
    bounded(world, *paths)
    assert {world.state(path).split()[0] for path in paths} <= {"fetched", "failed", "waiting"}
    assert world.state("/drip") == "waiting timeout"


@case(41, "a short body, a reset, a bad chunk: tried again, then an error, never searched", "RFC 9112 8")
def broken(world: World) -> None:
    paths = ("/short", "/reset", "/bad-chunk", "/chunk-cut")
    bounded(world, *paths)
    for _ in range(2):
        world.later(hours=1)
        world.crawl()
    assert {world.state(path).split()[0] for path in paths} == {"failed"}
    assert {world.asked(path) for path in paths} == {4}
    assert [world.versions(path) for path in paths] == [0] * 4


@case(
    42,
    "Latin-1 as UTF-8, none declared, meta against header, UTF-16, BOM, Windows quotes: å ä ö survive",
    "WHATWG encoding",
)
def charsets(world: World) -> None:
    words = "Nämnden beslutade på måndag om färjan till Råö och Älvsjö, sade ordföranden"
    page = story(words).replace('<meta charset="utf-8">', "")
    quoted = page.replace("sade", "sade “ja” –")
    bodies = {
        "/latin": (page.encode("latin-1"), "text/html; charset=utf-8"),
        "/odeklarerad": (page.encode("latin-1"), "text/html"),
        "/meta": (page.replace("<title>", '<meta charset="iso-8859-1"><title>').encode(), "text/html; charset=utf-8"),
        "/utf16": (page.encode("utf-16"), "text/html; charset=utf-16"),
        "/bom": (b"\xef\xbb\xbf" + page.encode(), "text/html; charset=iso-8859-1"),
        "/windows": (quoted.encode("cp1252"), "text/html; charset=iso-8859-1"),
    }
    pages = {path: reply(body, headers=(f"Content-Type: {media}",)) for path, (body, media) in bodies.items()}
    world.serve({"/": story("Välkommen till kommunen", *pages), **pages})
    world.crawl()
    assert [
        path for path in bodies if "Nämnden beslutade på måndag om färjan till Råö och Älvsjö" not in world.text(path)
    ] == []
    assert "“ja” –" in world.text("/windows")


@case(43, "a PDF or JPEG called HTML, HTML called bytes: what it is shows in its first bytes", "WHATWG mimesniff")
def sniffed(world: World) -> None:
    html = reply(story(TEXT), headers=("Content-Type: application/octet-stream",))
    jpeg = reply(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4)
    world.serve({"/": story("Välkommen", "/p", "/j", "/h"), "/p": reply(b"%PDF-1.7 trasig"), "/j": jpeg, "/h": html})
    world.crawl()
    assert world.memento("/p").media_type == "application/pdf"
    assert TEXT in world.text("/h")
    assert world.memento("/j").media_type != "text/html"


@case(44, "NUL bytes, 200,000 nested boxes, a line of 20 MB, 100,000 links: bounded, and the text is found", "own")
def monsters(world: World) -> None:
    nested = story(TEXT, more="<div>" * 200_000)
    links = "".join(f'<a href="/l/{number}/x">x</a>' for number in range(100_000))
    pages = {
        "/nul": story(TEXT).replace("Nämnden", "N\0ämnden"),
        "/nested": nested,
        "/line": story(TEXT, more="<p>" + "ord " * 2_000_000),
        "/links": story(TEXT, more=links),
    }
    world.serve({"/": story("Välkommen till kommunen", *pages), **pages})
    world.crawl(limits=PATIENT, max_alike=5)
    assert [path for path in pages if "budgeten för nästa år" not in world.text(path)] == []
    assert world.tally.discovered <= 20_100


@case(45, "an empty 200 after years of text is looked at again before it is believed", "own")
def emptied(world: World) -> None:
    world.serve({"/": [story(TEXT), reply(b""), reply(b" \n"), reply(b"")]})
    world.crawl()
    for _ in range(3):
        world.later(days=1)
        world.crawl()
        assert (world.versions("/"), world.is_found("/")) == (1, True)
        assert world.state("/") in {"waiting empty", "failed empty"}


elsewhere(
    46,
    "DOCX and PDF bombs, encrypted and scanned PDFs, strange names in archives: a child process with limits",
    "ASVS 5.2.3, 5.3.3",
    "tests/crawler/test_docx.py::test_a_bomb_is_refused_by_its_sizes",
    "tests/crawler/test_docx.py::test_running_out_of_memory_is_a_reason",
    "tests/crawler/test_docx.py::test_a_locked_archive_says_so",
    "tests/crawler/test_pdf.py::test_a_locked_pdf_says_so",
    "tests/crawler/test_pdf.py::test_a_scanned_pdf_says_so",
    "tests/crawler/test_pdf.py::test_a_child_that_needs_too_much_is_stopped",
    "tests/crawler/test_fenced.py::test_what_takes_too_long_is_given_up_and_the_next_is_read",
)


@case(47, "a page in English, or in two languages, is kept as it is", "own")
def languages(world: World) -> None:
    english = story("The council decided on the new school budget").replace('lang="sv"', 'lang="en"')
    world.serve(
        {"/": story("Välkommen till kommunen", "/en"), "/en": reply(gzip.compress(english.encode()), headers=GZIP)}
    )
    world.crawl()
    assert "The council decided" in world.text("/en")
    assert world.memento("/en").language == "en"
