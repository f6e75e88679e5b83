"""What people and sites get wrong: a clear message, the right exit status, and nothing that was stored is lost."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.store.pages import page_id
from archive.web import create_app
from archive.wiring import open_archive
from tests.cli.running import Command
from tests.fakes.archives import NEWS, html
from tests.fakes.sites import Reply, small_site, stories

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000


@pytest.fixture
def kommunarkiv(tmp_path: Path) -> Iterator[Command]:
    """An archive that holds one page already; whatever a test does, it is still there afterwards."""
    command = Command(tmp_path / "home")
    command("init")
    (tmp_path / "kvar.html").write_bytes(html("Kvarstående besked om snöröjning.", title="Snöröjning"))
    command("import", tmp_path / "kvar.html", "--source", "kvar")
    yield command
    assert command.json("verify", "--json")["ok"]
    assert command.json("search", "snöröjning", "--json")["total"] == 1


def add(kommunarkiv: Command, url: str) -> None:
    kommunarkiv("source", "add", "town", url, "--delay", "0", "--allow-private")


def crawled(kommunarkiv: Command, pages: dict[str, Reply], *, other: Reply | None = None) -> str:
    """The complaint of a crawl of such a site."""
    with small_site(pages, other=other) as site:
        add(kommunarkiv, site.url)
        result = kommunarkiv("crawl", "town", status=1)
    (line,) = result.stderr.splitlines()
    return line


def text_of(kommunarkiv: Command, url: str) -> str:
    with open_archive(kommunarkiv.home) as archive:
        return archive.store.pages.memento(page_id(url)).text


def test_an_unreachable_site(kommunarkiv: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    add(kommunarkiv, url)
    assert "nobody answers there" in kommunarkiv.complaint("crawl", "town", "--json")


def test_a_host_that_does_not_exist(kommunarkiv: Command) -> None:
    add(kommunarkiv, "http://finns-inte.invalid/")
    assert "there is no such host" in kommunarkiv.complaint("crawl", "town", "--json")


def test_a_site_that_forbids_everything_in_robots_txt(kommunarkiv: Command) -> None:
    pages = stories() | {"/robots.txt": Reply(body=b"User-agent: *\nDisallow: /\n", media="text/plain")}
    assert "its robots.txt forbids it" in crawled(kommunarkiv, pages)


def test_a_site_that_forbids_everything_with_403(kommunarkiv: Command) -> None:
    assert "it answers 403" in crawled(kommunarkiv, {}, other=Reply(status=403))


def test_a_url_that_is_none(kommunarkiv: Command) -> None:
    assert "'kommunen' is not the address of a site" in kommunarkiv.complaint("source", "add", "town", "kommunen")


def test_a_broken_warc(kommunarkiv: Command, tmp_path: Path) -> None:
    good = next((kommunarkiv.home / "warc").glob("*.warc.gz")).read_bytes()
    (tmp_path / "halv.warc.gz").write_bytes(good[:-40])
    (tmp_path / "skräp.warc").write_bytes(os.urandom(5_000))
    result = kommunarkiv("import", tmp_path / "halv.warc.gz", tmp_path / "skräp.warc", status=1)
    assert "halv.warc.gz: record 2 is damaged" in result.stderr
    assert "skräp.warc: record 1 is damaged" in result.stderr


def test_an_empty_folder(kommunarkiv: Command, tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    assert "nothing to import" in kommunarkiv.complaint("import", tmp_path / "tom")


def test_a_zero_byte_pdf_imported_and_served(kommunarkiv: Command, tmp_path: Path) -> None:
    (tmp_path / "tom.pdf").write_bytes(b"")
    assert "tom.pdf: the file is empty" in kommunarkiv.complaint("import", tmp_path / "tom.pdf")
    links = Reply(body=html('<a href="/tom.pdf">Protokoll</a>'))
    with small_site({"/": links, "/tom.pdf": Reply(media="application/pdf")}) as site:
        add(kommunarkiv, site.url)
        assert kommunarkiv.json("crawl", "town", "--json")["new"] == 2
    with open_archive(kommunarkiv.home) as archive:
        assert archive.store.pages.memento(page_id(f"{site.url}tom.pdf")).warnings == ("the file is empty",)


MEASURED = """
import sys
from pathlib import Path
from archive.cli import main
try:
    main()
finally:
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(int(status["VmHWM"].split()[0]) // 1000, file=sys.stderr)
"""


def measured(kommunarkiv: Command, *words: object) -> tuple[subprocess.CompletedProcess[str], int]:
    """A command in a process of its own, and how many megabytes it took at most."""
    command = [sys.executable, "-c", MEASURED, "--home", str(kommunarkiv.home), *map(str, words)]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return child, int(child.stderr.splitlines()[-1])


@pytest.fixture(scope="session")
def huge() -> bytes:
    """A page of 50 MB in ordinary paragraphs."""
    size = sum(len(f"<p>{each}</p>".encode()) for each in NEWS)
    return html(*NEWS * (50 * MEGABYTE // size + 1))


@pytest.mark.slow
def test_a_page_of_50_mb_served(kommunarkiv: Command, huge: bytes) -> None:
    """It is cut at the limit, said to be so, and costs little more memory than a small one."""
    assert len(huge) > 50 * MEGABYTE
    (kommunarkiv.home / "kommunarkiv.toml").write_text("max_bytes = 300_000\n")
    with small_site({"/": Reply(body=html('<a href="/stor">Stor</a>')), "/stor": Reply(body=huge)}) as site:
        add(kommunarkiv, site.url)
        _, usual = measured(kommunarkiv, "crawl", "town", "--limit", "1")
        child, most = measured(kommunarkiv, "crawl", "town", "--json")
    assert json.loads(child.stdout)["state"] == "done"
    assert most < usual + 150
    with open_archive(kommunarkiv.home) as archive:
        (kept,) = (each for each in archive.store.captures.all() if each.url.endswith("/stor"))
        assert len(archive.vault.read(kept).body) == 300_000
        assert archive.vault.read(kept).truncated == "length"


@pytest.mark.slow
def test_a_page_of_50_mb_imported(kommunarkiv: Command, huge: bytes, tmp_path: Path) -> None:
    (tmp_path / "stor.html").write_bytes(huge)
    (tmp_path / "stor.jsonl").write_bytes(huge)
    child, most = measured(kommunarkiv, "import", tmp_path / "stor.html", tmp_path / "stor.jsonl")
    assert child.returncode == 1
    assert "at most 10,000,000 are taken" in child.stderr
    assert "longer than the 10,000,000 bytes" in child.stderr
    assert most < 400


def test_latin_1_bytes_declared_as_utf_8(kommunarkiv: Command) -> None:
    body = html("Nämnden för äldre på Ångströms gård.", title="Möte på ön").decode().encode("latin-1")
    with small_site({"/": Reply(body=body, media="text/html; charset=utf-8")}) as site:
        add(kommunarkiv, site.url)
        kommunarkiv("crawl", "town")
    assert text_of(kommunarkiv, site.url) == "Nämnden för äldre på Ångströms gård."
    assert kommunarkiv.json("search", "ångströms", "--json")["hits"][0]["title"] == "Möte på ön"


@pytest.fixture
def client(kommunarkiv: Command) -> Iterator[FlaskClient]:
    with open_archive(kommunarkiv.home) as archive:
        yield create_app(archive).test_client()


LONG = "snöröjning " * 1_000


@pytest.mark.parametrize(
    ("question", "said", "total"),
    [
        ({"q": LONG}, "Bara de första 256 användes", 1),
        ({"ar": "1789"}, None, 0),
        ({"sida": "0"}, "Du ser sida 1", 1),
        ({"sida": "99999"}, None, 1),
        ({"sida": "-1"}, "Du ser sida 1", 1),
    ],
    ids=["10000 characters", "a value that does not exist", "page 0", "page 99999", "page -1"],
)
def test_odd_questions_on_the_web(client: FlaskClient, question: dict[str, str], said: str | None, total: int) -> None:
    page, answer = client.get("/sok", query_string=question), client.get("/api/sok", query_string=question)
    assert (page.status_code, answer.status_code) == (200, 200)
    assert answer.json is not None
    assert answer.json["total"] == total
    if said:
        assert said in page.text
        assert any(said in note for note in answer.json["notes"])


def test_odd_questions_on_the_command_line(kommunarkiv: Command) -> None:
    assert kommunarkiv.json("search", LONG, "--json")["notes"]
    assert kommunarkiv.json("search", "--filter", "ar=1789", "--json")["total"] == 0
    assert kommunarkiv.json("search", "--page", "99999", "--json")["hits"] == []
    kommunarkiv("search", "--page", "0", status=2)


def crawling(kommunarkiv: Command) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "archive", "crawl", "town", "--json", "--home", str(kommunarkiv.home)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_crawls_at_once(kommunarkiv: Command) -> None:
    """The second says that the first is at it, and the first never notices."""
    with small_site(stories()) as site:
        add(kommunarkiv, site.url)
        site.gate.clear()
        with crawling(kommunarkiv) as first:
            assert site.is_asked.wait(60)
            assert kommunarkiv.complaint("crawl", "town") == "another process is already crawling town"
            site.gate.set()
            said, _ = first.communicate(timeout=60)
    assert first.returncode == 0
    assert (json.loads(said)["new"], len(site.asked)) == (6, len(set(site.asked)))
