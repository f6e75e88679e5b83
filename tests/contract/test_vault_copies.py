"""What every vault must give when its records are to stand in a file of their own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.errors import VaultBroken
from archive.vault import CaptureVault
from tests.fakes.storing import BODY, URL, capture, later, revisit

ASKED = (("User-Agent", "kommunarkiv/1"),)


def records(copied: bytes) -> list[tuple[str, str, str | None, bytes]]:
    """Type, id, what it refers to, and payload of each record, as another tool reads them; digests checked."""
    found = []
    for record in ArchiveIterator(BytesIO(copied), check_digests="raise"):
        said = record.rec_headers.get_header
        refers = said("WARC-Refers-To") or said("WARC-Concurrent-To")
        found.append((record.rec_type, said("WARC-Record-ID")[10:-1], refers, record.content_stream().read()))
    return found


def test_a_response_is_copied_with_its_request(vault: CaptureVault) -> None:
    kept = vault.add(capture(request_headers=ASKED))
    vault.add(capture(url=f"{URL}2", request_headers=ASKED))
    first, second = records(vault.copy(kept))
    assert first == ("response", kept.id, None, BODY)
    assert (second[0], second[2]) == ("request", f"<urn:uuid:{kept.id}>")


def test_the_page_a_browser_built_goes_with_its_response(vault: CaptureVault) -> None:
    kept = vault.add(capture(request_headers=ASKED, rendered=b"<p>Byggd</p>"))
    vault.add(capture(url=f"{URL}2", rendered=b"<p>En annan</p>"))
    response, request, built = records(vault.copy(kept))
    assert (response[0], request[0]) == ("response", "request")
    assert (built[0], *built[2:]) == ("conversion", f"<urn:uuid:{kept.id}>", b"<p>Byggd</p>")


@pytest.mark.parametrize("more", [{}, {"body": b""}, {"status": 404, "ip": None}])
def test_a_response_without_a_request_is_copied_alone(vault: CaptureVault, more: dict[str, Any]) -> None:
    kept = vault.add(capture(**more))
    vault.add(capture(url=f"{URL}2", request_headers=ASKED))
    ((kind, name, _, body),) = records(vault.copy(kept))
    assert (kind, name, body) == ("response", kept.id, more.get("body", BODY))


def test_a_revisit_is_copied_with_what_it_refers_to(vault: CaptureVault) -> None:
    first = vault.add(capture())
    again = vault.add(revisit(), refers_to=first)
    alone = vault.add(revisit(at=later(days=2)))
    assert records(vault.copy(again)) == [("revisit", again.id, f"<urn:uuid:{first.id}>", b"")]
    assert records(vault.copy(alone)) == [("revisit", alone.id, None, b"")]


def test_a_copy_is_the_same_every_time_and_copies_make_a_file(vault: CaptureVault) -> None:
    kept = [vault.add(capture(url=f"{URL}{n}", request_headers=ASKED)) for n in range(3)]
    copied = b"".join(map(vault.copy, kept))
    assert copied == b"".join(map(vault.copy, kept))
    assert len(records(copied)) == 6


def test_what_is_not_as_it_was_kept_is_not_copied(vault: CaptureVault) -> None:
    kept = vault.add(capture())
    for wrong in (replace(kept, id="nobody"), replace(kept, digest="0" * 64)):
        with pytest.raises(VaultBroken):
            vault.copy(wrong)
