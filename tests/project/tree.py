"""The repository as the project's own checks see it."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def files(*suffixes: str, under: str = "") -> list[Path]:
    """Every file that is or would be committed, by suffix and folder; all suffixes when none is given."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = sorted(set(filter(None, listed.split("\0"))))
    paths = [ROOT / name for name in names if name.startswith(under)]
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def name(path: Path) -> str:
    """A path as the repository says it."""
    return path.relative_to(ROOT).as_posix()
