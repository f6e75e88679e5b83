"""Nothing that is committed names a package registry or a place on somebody's machine."""

from __future__ import annotations

import json
import re

from tests.project.tree import ROOT, files, name

# Put together here, so that this file does not name what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in [
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npm" + "js", "org"),
        ("npm" + "js", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
        ("maven", "org"),
    ]
)
PLACES = re.compile(r"(?<![\w.~-])/(" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/[\w.]")
BINARY = {".png", ".pdf", ".docx", ".gz", ".ico", ".zip", ".wacz", ".xlsx", ".bin"}


def lines_with(found: re.Pattern[str]) -> list[str]:
    texts = [(path, path.read_text("utf-8", "replace")) for path in files() if path.suffix not in BINARY]
    every = [(path, number, line) for path, text in texts for number, line in enumerate(text.splitlines(), 1)]
    return [f"{name(path)}:{number}" for path, number, line in every if found.search(line)]


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, REGISTRIES)))) == []


def test_no_file_names_a_place_on_a_machine() -> None:
    assert lines_with(PLACES) == []


def test_the_patterns_find_what_they_look_for() -> None:
    there = ("see /" + "work/main", '"/' + 'root/.cache"')
    elsewhere = ("https://example.se/net" + "work/x", "../" + "work/x", "https://example.se/" + "home/x")
    assert [bool(PLACES.search(text)) for text in there + elsewhere] == [True, True, False, False, False]


def test_the_front_end_lock_has_a_hash_for_every_package_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    outside = {path: entry for path, entry in packages.items() if path}
    assert outside
    assert [path for path, entry in outside.items() if "resolved" in entry or "integrity" not in entry] == []
