"""Sources: what is added is what stands, and what cannot work is said at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archive.wiring import open_archive
from crawler.model import Source
from tests.cli.running import Command


def test_a_source_keeps_what_was_said_of_it(empty: Command) -> None:
    words = ["--schedule", "0 2 * * *", "--delay", "2.5", "--include", "/nyheter", "--include", "/n2"]
    words += ["--exclude", "/arkiv", "--register", "haninge", "--max-pages", "7", "--municipality", "Sjöviks  kommun"]
    words += ["--allow-private", "--index-noindex", "--follow-nofollow", "--render"]
    said = empty.text("source", "add", "haninge", "HTTPS://www.Haninge.example:443", *words)
    assert said == "Source haninge: https://www.haninge.example/\n"
    source = empty.json("source", "list", "--json")
    assert source["seeds"] == ["https://www.haninge.example/"]
    assert (source["schedule"], source["delay"], source["register"]) == ("0 2 * * *", 2.5, "haninge")
    assert source["municipality"] == "Sjöviks kommun"
    assert (source["include"], source["exclude"], source["max_pages"]) == (["/nyheter", "/n2"], ["/arkiv"], 7)
    assert all(source[each] for each in ("allow_private", "index_noindex", "follow_nofollow", "render", "enabled"))


def test_the_audit_log_tells_old_and_new_values_without_personal_numbers(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/", "--exclude", "/person/19121212-1212")
    empty("source", "add", "a", "https://a.example/", "--delay", "2")
    with open_archive(empty.home) as archive:
        changed, added = archive.store.audit.all()
    assert (added.deed, added.about) == ("source.add", "a")
    assert "seeds: - → https://a.example/" in added.detail
    assert "exclude: - → /person/" in added.detail
    assert "1212" not in added.detail
    assert changed.deed == "source.change"
    assert "delay: 1.0 → 2.0" in changed.detail


def test_a_municipality_whose_path_another_has_is_refused_and_nothing_is_kept(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/", "--municipality", "Sjöviks kommun")
    said = empty.complaint("source", "add", "b", "https://b.example/", "--municipality", "Sjoviks kommun")
    assert "'Sjoviks kommun' and 'Sjöviks kommun' would share the path /kommun/sjoviks-kommun/" in said
    assert "is no name for a municipality" in empty.complaint(
        "source", "add", "b", "https://b.example/", "--municipality", "–"
    )
    assert empty.text("source", "list").startswith("a\t")
    moved = empty.text("source", "add", "a", "https://a.example/", "--municipality", "Sjoviks kommun")
    assert "Its pages are another municipality's with the next crawl" in moved
    assert empty.json("source", "list", "--json")["municipality"] == "Sjoviks kommun"


def test_what_is_not_said_has_a_careful_default(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/")
    source = empty.json("source", "list", "--json")
    assert (source["delay"], source["allow_private"], source["schedule"]) == (1.0, False, None)


def test_a_source_can_be_turned_off_and_on(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/")
    empty("source", "enable", "a", "--off")
    assert empty.text("source", "list") == "a\thttps://a.example/\t-\t(off)\n".replace("\t(", " (")
    assert empty.text("crawl") == "No source is due.\n"
    assert empty.lines("crawl", "--json") == []
    empty("source", "enable", "a")
    assert empty.json("source", "list", "--json")["enabled"]


def test_a_source_that_was_imported_is_listed_without_an_address(empty: Command, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<title>Hej</title><p>En text om en bro.</p>", "utf-8")
    empty("import", str(tmp_path / "a.html"), "--base-url", "https://a.example/")
    assert empty.text("source", "list") == "import\t-\t- (off)\n"


def test_what_has_no_option_stays_when_a_source_is_added_anew(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/")
    with open_archive(empty.home) as archive:
        said = replace(archive.store.sources.named("a"), enabled=False, retention=7, hosts=("b.example",))
        archive.store.sources.save(said)
    empty("source", "add", "a", "https://a.example/", "--delay", "2")
    with open_archive(empty.home) as archive:
        assert archive.store.sources.named("a") == replace(said, delay=2.0)


@pytest.mark.parametrize("url", ["nonsens", "www.a.example", "http://", "ftp://a.example/", "mailto:a@a.example", ""])
def test_a_url_that_is_none_is_refused(empty: Command, url: str) -> None:
    complaint = empty.complaint("source", "add", "a", url)
    assert complaint == f"{url!r} is not the address of a site; write it whole: https://www.example.se/"
    assert empty.text("source", "list") == ""


@pytest.mark.parametrize("name", ["", " ", "a b", "a/b", "-a", "a\nb", "a" * 61, "ny", "Ny"])
def test_a_name_that_nobody_could_type_again_is_refused(empty: Command, name: str) -> None:
    assert "is not a name for a source" in empty.complaint("source", "add", "--", name, "https://a.example/")


@pytest.mark.parametrize("name", ["", "a/b", "-a", "ny"])
def test_an_import_makes_no_source_of_such_a_name_either(empty: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.html").write_text("<title>Hej</title><p>En text om en bro.</p>", "utf-8")
    complaint = empty.complaint("import", str(tmp_path / "a.html"), f"--source={name}")
    assert "is not a name for a source" in complaint
    assert empty.text("source", "list") == ""


def test_a_source_that_had_such_a_name_before_can_still_be_changed_and_imported_into(
    empty: Command, tmp_path: Path
) -> None:
    with open_archive(empty.home) as archive:
        archive.store.sources.save(Source(name="ny", seeds=()))
    (tmp_path / "a.html").write_text("<title>Hej</title><p>En text om en bro.</p>", "utf-8")
    empty("import", str(tmp_path / "a.html"), "--source", "ny")
    empty("source", "add", "ny", "https://a.example/", "--delay", "2")
    assert empty.json("source", "list", "--json")["delay"] == 2


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--schedule", "ibland"), "'ibland' is not a schedule"),
        (("--schedule", "* * * * * *"), "five fields"),
        (("--register", "ingenstans"), "no unit register 'ingenstans'; known are haninge, mellankoping"),
    ],
)
def test_what_would_only_fail_tonight_fails_now(empty: Command, words: tuple[str, ...], complaint: str) -> None:
    assert complaint in empty.complaint("source", "add", "a", "https://a.example/", *words)
    assert empty.text("source", "list") == ""


@pytest.mark.parametrize("words", [("crawl", "haning"), ("source", "enable", "haning"), ("reprocess", "haning")])
def test_a_misspelled_name_is_answered_with_those_that_are_known(empty: Command, words: tuple[str, ...]) -> None:
    assert empty.complaint(*words) == "there is no source named 'haning'; known: none"
    empty("source", "add", "haninge", "https://a.example/")
    assert empty.complaint(*words) == "there is no source named 'haning'; known: haninge"


@pytest.mark.parametrize("words", [("--delay", "-1"), ("--max-pages", "0"), ("--delay", "snart")])
def test_a_number_that_is_none_is_wrong_use(empty: Command, words: tuple[str, ...]) -> None:
    empty("source", "add", "a", "https://a.example/", *words, status=2)
