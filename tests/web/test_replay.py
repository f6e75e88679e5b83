"""A capture is shown as it was sent, and can do nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from archive.errors import CaptureAway, VaultAway, VaultBroken
from archive.model import Kept
from archive.model.moments import stamp_text
from archive.vault.memory import MemoryVault
from archive.web import create_app
from archive.web.headers import REPLAY_POLICY
from archive.web.replay import replay
from crawler.model import Capture
from tests.web.town import DAY, capture_of, make_town, meeting, plain_page

ORIGINAL = f"/sida/{meeting().page}/{stamp_text(DAY)}/original"


class Torn(MemoryVault):
    """A vault whose file was damaged."""

    def read(self, kept: Kept) -> Capture:
        raise VaultBroken("digest differs in a.warc.gz")


def captured(content_type: str | None, url: str = "https://a.example/x") -> Capture:
    """A response with this content type."""
    headers = () if content_type is None else (("content-type", content_type),)
    return Capture(url=url, at=datetime(2024, 4, 10, tzinfo=UTC), status=200, headers=headers, body=b"<b>", digest="d")


def test_html_is_shown_byte_for_byte_in_a_sandbox_without_script_or_network(client: FlaskClient) -> None:
    response = client.get(ORIGINAL)
    assert response.data.startswith(b"<!doctype html><meta charset=utf-8><title>Original")
    assert response.headers["Content-Security-Policy"] == REPLAY_POLICY
    assert REPLAY_POLICY.startswith("sandbox; default-src 'none'")
    assert "allow" not in REPLAY_POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Memento-Datetime"] == "Fri, 12 Apr 2024 06:30:00 GMT"


@pytest.mark.parametrize(
    ("given", "answered"),
    [
        ("text/html; charset=ISO-8859-1", "text/html; charset=iso-8859-1"),
        ("text/html", "text/html"),
        ('Text/HTML;Charset="utf-8"', "text/html; charset=utf-8"),
        ("text/plain; x=1", "text/plain"),
        ("application/pdf; charset=x", "application/pdf"),
        ("text/javascript", "application/octet-stream"),
        ("application/x-ecmascript", "application/octet-stream"),
        ("image/svg+xml", "image/svg+xml"),
        ("text/html\r\nSet-Cookie: a=b", "text/html"),
        ("rubbish", "application/octet-stream"),
        ("", "application/octet-stream"),
        (None, "application/octet-stream"),
    ],
)
def test_the_media_type_is_as_the_site_said_and_never_more(given: str | None, answered: str) -> None:
    assert replay(captured(given)).headers["Content-Type"] == answered


@pytest.mark.parametrize("media_type", ["application/pdf", "image/svg+xml", "application/xhtml+xml", "text/javascript"])
def test_everything_but_html_and_plain_text_is_a_download(media_type: str) -> None:
    assert replay(captured(media_type)).headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/filer/Protokoll%20KS.pdf", "Protokoll_KS.pdf"),
        ("https://a.example/f/%22;%0d%0aX:%20y", "_X_y"),
        ("https://a.example/..", "kopia-20240410000000"),
        ("https://a.example/", "kopia-20240410000000"),
        ("https://a.example/åre.pdf", "_re.pdf"),
    ],
)
def test_a_download_has_the_source_s_file_name_made_harmless(url: str, name: str) -> None:
    assert f'filename="{name}"' in replay(captured("application/pdf", url)).headers["Content-Disposition"]


def test_a_page_imported_without_bytes_has_no_original(client: FlaskClient) -> None:
    page = plain_page(1, 2016, "Utbildningsförvaltningen", "budget och ekonomi")
    assert client.get(f"/sida/{page.page}/{stamp_text(DAY)}/original").status_code == 404


def test_a_capture_that_cannot_be_read_back_is_an_error_page_that_says_so() -> None:
    town = make_town(vault=Torn())
    response = create_app(town).test_client().get(ORIGINAL)
    assert response.status_code == 500
    assert "Kopian av sidan går inte att läsa" in response.get_data(as_text=True)
    assert "a.warc.gz" not in response.get_data(as_text=True)
    town.close()


class Away(MemoryVault):
    """A vault that another host has not handed a file over to, or that does not answer."""

    trouble: VaultAway

    def read(self, kept: Kept) -> Capture:
        raise self.trouble


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (CaptureAway("a.warc.gz has not been handed over yet"), "Kopian är på väg"),
        (VaultAway("s3://arkiv/valv does not answer"), "Kopian går inte att nå just nu"),
    ],
)
def test_a_capture_that_cannot_be_had_just_now_says_so_and_is_no_error_of_ours(trouble: VaultAway, said: str) -> None:
    vault = Away()
    vault.trouble = trouble
    town = make_town(vault=vault)
    response = create_app(town).test_client().get(ORIGINAL)
    assert response.status_code == 503
    assert said in response.get_data(as_text=True)
    assert "Beslut och upphandlingar" not in response.get_data(as_text=True)
    assert "s3://" not in response.get_data(as_text=True)
    assert f'href="{ORIGINAL.removesuffix("/original")}"' in response.get_data(as_text=True)
    town.close()


def test_a_pdf_comes_with_its_bytes() -> None:
    capture = capture_of(meeting(), b"%PDF-1.7", "application/pdf")
    assert replay(capture).get_data() == b"%PDF-1.7"
