"""The wheel is the product: it serves pages with their styles where there is neither a checkout nor npm."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.project.tree import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def kommunarkiv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of a wheel built here and installed into a new environment.

    The environment borrows the packages that the wheel depends on from this one by a .pth line. A folder added that
    way has its own .pth files ignored, so the checkout, which is installed as one, stays out of reach.
    """
    folder = tmp_path_factory.mktemp("wheel")
    quietly(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", ROOT)
    (wheel,) = (folder / "dist").glob("kommunarkiv-*.whl")
    quietly(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    python = folder / "env/bin/python"
    quietly(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel)
    site = quietly(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python.with_name("kommunarkiv")


def surroundings(command: Path) -> dict[str, str]:
    return {"PATH": str(command.parent), "LANG": "C.UTF-8"} | {k: v for k, v in os.environ.items() if k == "HOME"}


def quietly(*command: str | Path, **more: object) -> str:
    done = subprocess.run(list(map(str, command)), check=False, capture_output=True, text=True, timeout=120, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(command: Path, home: Path) -> Iterator[str]:
    """The address at which the installed program serves an empty archive."""
    quietly(command, "init", "--home", home, env=surroundings(command), cwd=home.parent)
    line = [str(command), "serve", "--home", str(home), "--port", "0"]
    within = {"env": surroundings(command), "cwd": home.parent}
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, **within) as server:
        try:
            said = re.search(r"http://\S+", server.stdout.readline())
            assert said, "the server did not print its address"
            yield said[0].rstrip("/")
        finally:
            server.terminate()
            assert server.wait(timeout=20) == 0


def fetch(address: str) -> tuple[int, str, str]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.headers.get_content_type(), answer.read().decode("utf-8")


def test_a_wheel_serves_pages_and_styles_without_npm_or_checkout(kommunarkiv: Path, tmp_path: Path) -> None:
    origin = quietly(kommunarkiv.with_name("python"), "-c", "import archive; print(archive.__file__)", cwd=tmp_path)
    assert Path(origin.strip()).is_relative_to(kommunarkiv.parents[1])
    with serving(kommunarkiv, tmp_path / "home") as base:
        status, media_type, page = fetch(base + "/")
        assert (status, media_type) == (200, "text/html")
        assert "What was decided, when and by whom?" in fetch(base + "/en")[2]
        styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        assert len([style for style in styles if "/vendor/" in style]) == 2, "run ./run assets first"
        for style in styles:
            status, media_type, text = fetch(base + style)
            assert (status, media_type) == (200, "text/css")
            assert "{" in text
