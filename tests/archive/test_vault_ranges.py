"""An object read by ranges reads like the file it is, in few requests and little memory."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import VaultBroken
from archive.vault.ranges import BESIDE, MOST, ranged

CONTENT = os.urandom(300_000)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(0, 100_000)),
        st.tuples(st.just("line"), st.just(0)),
        st.tuples(st.just("seek"), st.integers(0, 310_000)),
        st.tuples(st.just("end"), st.integers(-300_000, 0)),
    ),
    max_size=12,
)


class Asked:
    """Bytes of a content, and which were asked for."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.requests: list[tuple[int, int]] = []

    def get(self, start: int, size: int) -> bytes | None:
        self.requests.append((start, size))
        return None if self.content is None else self.content[start : start + size]

    def size(self) -> int:
        return len(self.content or b"")


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_it_reads_and_seeks_like_a_file(steps: list[tuple[str, int]]) -> None:
    asked = Asked(CONTENT)
    with io.BytesIO(CONTENT) as true, ranged(asked.get, asked.size, "x") as file:
        for kind, number in steps:
            for each in (true, file):
                if kind in {"seek", "end"}:
                    each.seek(number, io.SEEK_SET if kind == "seek" else io.SEEK_END)
            if kind == "read":
                assert file.read(number) == true.read(number)
            if kind == "line":
                assert file.readline() == true.readline()
            assert file.tell() == true.tell()


def test_reading_on_asks_for_larger_and_larger_pieces_up_to_a_bound() -> None:
    asked = Asked(bytes(40_000_000))
    with ranged(asked.get, asked.size, "x") as file:
        while file.read(65_536):
            pass
    assert max(size for _, size in asked.requests) == MOST
    assert len(asked.requests) < 15
    assert sum(size for _, size in asked.requests) < 40_000_000 + MOST


def test_what_is_near_is_asked_for_at_once_with_what_stands_beside() -> None:
    asked = Asked(CONTENT)
    with ranged(asked.get, asked.size, "x", range(1_000, 5_000)) as file:
        file.seek(1_000)
        assert file.read(4_000) == CONTENT[1_000:5_000]
        assert file.read(8_192) == CONTENT[5_000:13_192]
    assert asked.requests == [(1_000, 4_000 + BESIDE)]


def test_the_end_is_known_without_asking_for_it() -> None:
    asked = Asked(CONTENT)
    with ranged(asked.get, asked.size, "x", range(299_000, 299_500)) as file:
        file.seek(299_000)
        assert file.read() == CONTENT[299_000:]
    assert len(asked.requests) == 1


def test_an_object_that_is_gone_is_broken() -> None:
    asked = Asked(None)
    with pytest.raises(VaultBroken, match="x is gone"), ranged(asked.get, asked.size, "x") as file:
        file.read(1)
