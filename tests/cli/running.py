"""The command line in this process, as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from archive.cli import main


class Command:
    """`kommunarkiv` on one home: called with words, it gives the result; its exit status must be as expected."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: object, status: int = 0) -> Result:
        result = CliRunner().invoke(main, ["--home", str(self.home), *map(str, words)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == status, result.output
        return result

    def text(self, *words: object) -> str:
        """What a command that goes well prints."""
        return self(*words).stdout

    def json(self, *words: object) -> Any:
        """The one JSON value that a command prints."""
        (line,) = self.text(*words).splitlines()
        return json.loads(line)

    def lines(self, *words: object) -> list[Any]:
        """The JSON Lines that a command prints."""
        return [json.loads(line) for line in self.text(*words).splitlines()]

    def complaint(self, *words: object) -> str:
        """The one line of a command that could not do its work, without the program's name."""
        (line,) = self(*words, status=1).stderr.splitlines()
        assert line.startswith("kommunarkiv: ")
        return line.removeprefix("kommunarkiv: ")
