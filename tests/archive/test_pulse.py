"""Long work says that it lives, and hears when it was taken over."""

from __future__ import annotations

import threading

from archive.errors import ArchiveError, Busy
from archive.pulse import pulse


def test_the_heart_beats_as_long_as_the_work_lasts() -> None:
    beats, enough = [], threading.Event()

    def beat() -> None:
        beats.append(1)
        if len(beats) >= 3:
            enough.set()

    with pulse(beat, every=0.01) as is_lost:
        assert enough.wait(60)
    count = len(beats)
    assert not is_lost()
    assert not any(thread.name == "pulse" for thread in threading.enumerate())
    assert len(beats) == count


def test_work_that_somebody_else_has_is_lost_and_other_trouble_is_tried_again() -> None:
    answers, over = [ArchiveError("no room"), Busy("taken over")], threading.Event()

    def beat() -> None:
        answer = answers.pop(0)
        if not answers:
            over.set()
        raise answer

    with pulse(beat, every=0.01) as is_lost:
        assert over.wait(60)
        for thread in [each for each in threading.enumerate() if each.name == "pulse"]:
            thread.join(60)
        assert is_lost()
