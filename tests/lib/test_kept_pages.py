"""What is kept is found by its stamp, and the oldest goes first."""

import pytest

from alignment.lib import kept_pages
from alignment.lib.changes import Stamp


@pytest.fixture
def ask(monkeypatch):
    monkeypatch.setattr(kept_pages, "ROOM", 10)
    kept_pages.forget()
    made = []

    def asked(name, stamp="now", *, is_settled=True):
        def text():
            made.append(name)
            return name * 4

        assert kept_pages.kept(name, Stamp(stamp, is_settled), text) == name * 4
        return made

    return asked


def test_the_oldest_goes_when_there_is_no_room(ask):
    for name in ("a", "b", "a", "c", "a", "b"):
        made = ask(name)

    assert made == ["a", "b", "c", "b"]


def test_nothing_is_found_under_another_stamp_nor_kept_before_it_is_settled(ask):
    for stamp, is_settled in (("1", True), ("2", False), ("2", True), ("2", False), ("1", False)):
        made = ask("a", stamp, is_settled=is_settled)

    assert made == ["a"] * 4
