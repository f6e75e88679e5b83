"""What holds for every command: the home, exit statuses, one clear line when it cannot be done."""

from __future__ import annotations

import socket
from io import StringIO
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from archive import __version__
from archive.cli import HOME, main
from archive.cli.output import as_json, complain, how_many, progress
from tests.cli.running import Command

NEEDING_A_HOME = [
    ("source", "list"),
    ("source", "add", "a", "https://a.example/"),
    ("source", "enable", "a"),
    ("crawl",),
    ("work", "--once"),
    ("import", "."),
    ("search", "x"),
    ("decisions",),
    ("procurements",),
    ("corrections",),
    ("serve", "--port", "0"),
    ("reprocess",),
    ("reindex",),
    ("verify",),
    ("status",),
    ("backup", "b.tar"),
]


def run(*words: str, **more: object) -> Result:
    return CliRunner().invoke(main, words, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", NEEDING_A_HOME, ids=" ".join)
def test_without_an_archive_every_command_says_how_to_make_one(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    complaint = f"There is no archive in {HOME}. Make one with: kommunarkiv init --home {HOME}"
    assert result.stderr == f"kommunarkiv: {complaint}\n"
    assert list(tmp_path.iterdir()) == []


def test_the_home_may_stand_before_and_after_the_command_and_after_wins(tmp_path: Path) -> None:
    run("--home", str(tmp_path / "a"), "init")
    run("init", "--home", str(tmp_path / "b"))
    run("--home", str(tmp_path / "x"), "init", "--home", str(tmp_path / "c"))
    run("--home", str(tmp_path / "a"), "source", "add", "s", "https://s.example/", "--home", str(tmp_path / "c"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]
    assert run("--home", str(tmp_path / "a"), "source", "list").stdout == ""
    assert run("source", "--home", str(tmp_path / "c"), "list").stdout.startswith("s\t")


def test_the_environment_names_the_home_unless_the_command_does(tmp_path: Path) -> None:
    env = {"KOMMUNARKIV_HOME": str(tmp_path / "a")}
    assert run("init", env=env).exit_code == 0
    assert run("init", "--home", str(tmp_path / "b"), env=env).exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("words", [("init",), ("status",)])
def test_a_home_that_is_a_file_is_wrong_use(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    result = run(*words, "--home", str(tmp_path / "fil"))
    assert result.exit_code == 2
    assert "is a file" in result.stderr


@pytest.mark.parametrize(
    "words",
    [("krawl",), ("search", "x", "--sida", "2"), ("import",), ("backup",), ("source", "add", "a"), ("analyze",)],
)
def test_wrong_use_is_status_2(words: tuple[str, ...], tmp_path: Path) -> None:
    result = run(*words, "--home", str(tmp_path))
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert result.stdout == ""


def test_the_version_and_the_help_need_no_archive() -> None:
    assert __version__ in run("--version").stdout
    assert "search" in run("-h").stdout


def test_a_setting_that_is_wrong_is_named(empty: Command) -> None:
    (empty.home / "kommunarkiv.toml").write_text("thread = 3\n")
    assert "there is no setting called 'thread'" in empty.complaint("status")


def test_making_an_archive_twice_leaves_the_first_as_it_is(empty: Command) -> None:
    empty("source", "add", "a", "https://a.example/")
    assert empty.complaint("init") == f"There is already an archive in {empty.home}."
    assert empty.text("source", "list").startswith("a\t")


def test_a_port_that_is_taken_is_named(empty: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        complaint = empty.complaint("serve", "--port", port)
    assert complaint == f"cannot serve at 127.0.0.1, port {port}: Address already in use"


def test_an_address_that_is_not_this_machines_is_named(empty: Command) -> None:
    assert empty.complaint("serve", "--host", "ingen.invalid").startswith("cannot serve at ingen.invalid, port 8080: ")


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("två\n  rader"), "två rader"),
        (ValueError(), "ValueError"),
        (FileNotFoundError(2, "No such file or directory", "x.tar"), "x.tar: No such file or directory"),
        (OSError("utan nummer"), "utan nummer"),
    ],
)
def test_a_complaint_is_one_line(error: Exception, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    complain(error)
    assert capsys.readouterr().err == f"kommunarkiv: {line}\n"


def test_sets_are_sorted_in_json_and_what_has_no_form_is_an_error() -> None:
    assert as_json({"a": frozenset("cab")}) == '{"a": ["a", "b", "c"]}'
    with pytest.raises(TypeError, match="Path has no JSON form"):
        as_json(Path())


class Terminal(StringIO):
    """Standard error as a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (StringIO(), False)])
def test_progress_is_shown_on_a_terminal_only(
    stream: StringIO, monkeypatch: pytest.MonkeyPatch, *, shown: bool
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as show:
        show(0, 0, "importing")
        show(7, 10, "importing")
    assert ("7/10" in stream.getvalue()) is shown
    assert ("/s" in stream.getvalue()) is shown


@pytest.mark.parametrize(("number", "words"), [(0, "0 files"), (1, "1 file"), (2, "2 files")])
def test_things_are_counted_in_words(number: int, words: str) -> None:
    assert how_many(number, "file") == words


def test_every_command_can_say_what_it_is_for() -> None:
    def commands(group: click.Group) -> list[click.Command]:
        below = [commands(each) for each in group.commands.values() if isinstance(each, click.Group)]
        return [*group.commands.values(), *(command for each in below for command in each)]

    assert all(command.help and command.get_short_help_str() for command in commands(main))
