"""The newest book is at hand: made once a generation, and nobody waits for a big one that there is an old one of."""

from __future__ import annotations

import logging
from threading import Event
from time import sleep

import pytest

from archive.decided import Book, open_book, shelf, warm
from archive.decided.shelf import Shelf
from index.analysis import PlainAnalyzer
from tests.web.town import add, make_town, memento


def book() -> Book:
    return Book((), PlainAnalyzer())


def soon(shelved: Shelf, generation: str, old: Book) -> Book:
    """The book of a generation when it has come to be another than the old one."""
    for _ in range(200):
        found = shelved.book(generation, lambda _: old)
        if found is not old:
            return found
        sleep(0.01)
    raise AssertionError("no new book")


def test_a_book_is_made_once_a_generation() -> None:
    shelved, made = Shelf(), []

    def make(old: Book | None) -> Book:
        made.append(old)
        return book()

    first = shelved.book("1", make)
    assert shelved.book("1", make) is first
    second = shelved.book("2", make)
    assert second is not first
    assert made == [None, first]


def test_while_a_big_one_is_made_the_old_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)
    shelved, go, new = Shelf(), Event(), book()
    old = shelved.book("1", lambda _: book())

    def slowly(_: Book | None) -> Book:
        go.wait(5)
        return new

    assert shelved.book("2", slowly) is old
    assert shelved.book("2", slowly) is old
    go.set()
    assert soon(shelved, "2", old) is new


def test_one_that_could_not_be_made_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)
    shelved, new = Shelf(), book()
    old = shelved.book("1", lambda _: book())

    def fail(_: Book | None) -> Book:
        raise OSError("disk")

    with caplog.at_level(logging.ERROR):
        assert shelved.book("2", fail) is old
        while "could not be read anew" not in caplog.text:
            sleep(0.01)
    for _ in range(200):
        if (found := shelved.book("2", lambda _: new)) is new:
            break
        sleep(0.01)
    assert found is new


def test_a_change_in_the_archive_is_a_new_book_with_words_where_the_old_one_had_them() -> None:
    town = make_town()
    first = open_book(town)
    assert open_book(town) is first
    assert not first.has_words
    first.with_words()
    add(town, memento("/ny/", "Ny", ()))
    second = open_book(town)
    assert second is not first
    assert second.has_words
    town.close()


def test_a_warmed_archive_has_its_book_before_the_first_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    town, made = make_town(), []
    decided_of = town.store.matters.decided
    monkeypatch.setattr(town.store.matters, "decided", lambda: (made.append(1), decided_of())[1])
    warm(town).join()
    assert made == [1]
    open_book(town)
    assert made == [1]
    town.close()


def test_what_cannot_be_warmed_is_logged_and_no_more(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    town = make_town()

    def fail() -> None:
        raise OSError("disk")

    monkeypatch.setattr(town.store.matters, "decided", fail)
    with caplog.at_level(logging.ERROR):
        warm(town).join()
    assert "the decisions could not be read" in caplog.text
    town.close()
