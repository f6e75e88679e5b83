"""What every vault of WARC files must give those who move it, copy it or ask for its size."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from archive.errors import Busy, VaultBroken
from archive.vault.warc import WarcVault, open_vault
from tests.fakes.storing import URL, capture


def content_of(vault: WarcVault, name: str) -> bytes:
    with vault.open_file(name) as file:
        return file.read()


def filled(folder: Path, count: int = 3) -> tuple[WarcVault, str, bytes]:
    """A vault in a folder with one closed file: its name and its bytes."""
    vault = open_vault(folder)
    for number in range(count):
        vault.add(capture(url=f"{URL}&n={number}"))
    vault.close()
    (file,) = vault.files()
    return vault, file.name, content_of(vault, file.name)


def test_closed_files_are_told_with_their_sizes_and_read_from_their_first_byte(warcs: WarcVault) -> None:
    assert list(warcs.files()) == []
    kept = warcs.add(capture())
    warcs.close()
    warcs.add(capture(url=f"{URL}&b=2"))
    (file,) = warcs.files()
    assert file.name == kept.file
    with warcs.open_file(file.name) as opened:
        content = opened.read()
        assert opened.seek(kept.offset) == kept.offset
        assert opened.read(kept.length) == content[kept.offset : kept.offset + kept.length]
    assert len(content) == file.size


def test_what_moves_from_vault_to_vault_is_read_there_as_it_was(warcs: WarcVault, tmp_path: Path) -> None:
    other, name, content = filled(tmp_path / "other")
    with other.open_file(name) as source:
        warcs.take_in(name, source)
    assert [(each.name, each.size) for each in warcs.files()] == [(name, len(content))]
    assert list(warcs.walk()) == list(other.walk())
    assert [warcs.read(each) for each in other.walk()] == [other.read(each) for each in other.walk()]
    assert list(warcs.of_url(f"{URL}&n=1")) == list(other.of_url(f"{URL}&n=1"))


def test_taking_the_same_file_in_again_is_harmless(warcs: WarcVault, tmp_path: Path) -> None:
    _, name, content = filled(tmp_path / "other")
    for _ in range(2):
        warcs.take_in(name, BytesIO(content))
    assert [(each.name, each.size) for each in warcs.files()] == [(name, len(content))]


def test_another_file_of_the_same_name_is_refused_and_the_first_one_stays(warcs: WarcVault, tmp_path: Path) -> None:
    _, name, content = filled(tmp_path / "other")
    _, _, others = filled(tmp_path / "third", 2)
    warcs.take_in(name, BytesIO(content))
    with pytest.raises(VaultBroken, match="another file"):
        warcs.take_in(name, BytesIO(others))
    assert content_of(warcs, name) == content
    assert len(list(warcs.walk())) == 3


@pytest.mark.parametrize(
    "name", ["../x.warc.gz", ".x.warc.gz", "x.cdxj", "a/b.warc.gz", "x.warc.gz.open", "", "å.warc.gz"]
)
def test_a_name_that_is_none_of_a_warc_file_is_refused(warcs: WarcVault, name: str) -> None:
    with pytest.raises(VaultBroken, match="no name"):
        warcs.take_in(name, BytesIO(b""))
    with pytest.raises(VaultBroken, match="no name"):
        warcs.open_file(name)
    assert list(warcs.files()) == []


def test_a_file_that_is_not_there_or_still_grows_is_not_given(warcs: WarcVault) -> None:
    kept = warcs.add(capture())
    with pytest.raises(Busy):
        warcs.open_file(kept.file)
    with pytest.raises(VaultBroken, match="no file"):
        warcs.open_file("kommunarkiv-nowhere.warc.gz")


def test_settling_keeps_everything_readable(warcs: WarcVault) -> None:
    first = warcs.add(capture())
    warcs.settle()
    warcs.settle()
    second = warcs.add(capture(url=f"{URL}&b=2"))
    assert [warcs.read(each).url for each in (first, second)] == [URL, f"{URL}&b=2"]
