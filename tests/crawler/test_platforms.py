"""What made a site: guessed, and how sure the guess is."""

from __future__ import annotations

import pytest

from crawler.model import Capture, Headers
from crawler.platforms import Platform, Sureness, guess_platform
from tests.fakes.crawling import SITE, START


def made(body: bytes = b"", *headers: tuple[str, str]) -> Capture:
    said: Headers = headers
    return Capture(url=SITE, at=START, status=200, headers=said, body=body, digest="")


@pytest.mark.parametrize(
    ("capture", "name", "sureness"),
    [
        (made(b'<meta name="generator" content="WordPress 6.5">'), "WordPress", Sureness.CERTAIN),
        (made(b'<META content="Drupal 10" NAME=Generator>'), "Drupal", Sureness.CERTAIN),
        (made(b"", ("Set-Cookie", "SiteVisionLTM=x; Path=/")), "SiteVision", Sureness.POSSIBLE),
        (
            made(b'<a href="/webdav/files/a.pdf">', ("Set-Cookie", "SiteVisionLTM=x")),
            "SiteVision",
            Sureness.LIKELY,
        ),
        (made(b'<img src="/globalassets/a.png">'), "Optimizely (EPiServer)", Sureness.POSSIBLE),
        (made(b"", ("X-Umbraco-Version", "13")), "Umbraco", Sureness.POSSIBLE),
        (made(b"", ("MicrosoftSharePointTeamServices", "16")), "SharePoint", Sureness.POSSIBLE),
    ],
)
def test_a_system_gives_itself_away(capture: Capture, name: str, sureness: Sureness) -> None:
    guess = guess_platform([made(), capture])
    assert guess is not None
    assert (guess.name, guess.sureness) == (name, sureness)


def test_the_surest_guess_wins_and_says_its_signs() -> None:
    mixed = made(b'<img src="/globalassets/a.png"><meta name="generator" content="WordPress"><p>/wp-content/</p>')
    assert guess_platform([mixed]) == Platform(name="WordPress", sureness=Sureness.CERTAIN, signs=("generator", "path"))


def test_without_a_sign_nothing_is_guessed() -> None:
    assert guess_platform([made(b"<p>WordPress och Drupal</p>")]) is None
    assert guess_platform([]) is None
