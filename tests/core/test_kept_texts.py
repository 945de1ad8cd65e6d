"""Unsaved texts on this device: what goes in comes out, and nothing else is ever made from a file."""

import json
import os
import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_desktop.core.clock import FixedClock
from crm_desktop.core.kept_texts import KeepAs, KeptText, KeptTexts
from crm_desktop.operations.contact import ContactDraft, PointDraft

NOW = FixedClock.at("2026-11-21T06:00")
BASE = ContactDraft(name="Vera Lindt", points=(PointDraft(value="+86 10 6552 1111"),), born_on=date(1980, 2, 29))
TEXT = KeptText(
    "a1", "ada", KeepAs("contact", "c1", {"ids": ("c1", "c2")}), "Edit contact", "Vera", 5, 7, BASE, {"n": 1}, {}, {}
)


@pytest.fixture
def texts(tmp_path: Path) -> KeptTexts:
    return KeptTexts(tmp_path, Path("company.crm"), NOW)


def file(texts: KeptTexts) -> Path:
    (found,) = texts._folder.glob("*")
    return found


def test_a_text_comes_back_as_it_was(texts: KeptTexts) -> None:
    texts.write(TEXT, 1)
    assert texts.left("ada") == [TEXT]
    assert not texts.left("tom")


def test_an_older_state_never_replaces_a_newer_or_brings_back_what_was_saved(texts: KeptTexts) -> None:
    newer = replace(TEXT, saved_at=6)
    texts.write(newer, 2)
    texts.write(TEXT, 1)
    assert texts.left("ada") == [newer]
    texts.forget(TEXT.id)
    texts.write(newer, 3)
    assert not texts.left("ada")


def test_forgetting_waits_for_no_disk_and_what_is_being_written_goes_all_the_same(
    texts: KeptTexts, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, slow = threading.Event(), threading.Event()

    def fsync(_number: int) -> None:
        begun.set()
        slow.wait(5)

    monkeypatch.setattr(os, "fsync", fsync)
    writing = threading.Thread(target=texts.write, args=(TEXT, 1))
    writing.start()
    assert begun.wait(5)
    forgetting = threading.Thread(target=texts.forget, args=(TEXT.id,))
    forgetting.start()
    forgetting.join(2)
    assert not forgetting.is_alive()
    slow.set()
    writing.join(5)
    assert not texts.left("ada")


def test_a_file_of_another_version_is_read_as_far_as_it_is_known(texts: KeptTexts) -> None:
    texts.write(TEXT, 1)
    stored = json.loads(file(texts).read_text(encoding="utf-8"))
    stored["parts"]["base"]["parts"]["of_the_future"] = "x"
    file(texts).write_text(json.dumps(stored), encoding="utf-8")
    assert texts.left("ada") == [TEXT]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"of": "os:system", "parts": {}}', '{"of": "crm_desktop.core.paths:x", "parts": {}}']
)
def test_what_cannot_be_read_is_left_alone(texts: KeptTexts, content: str) -> None:
    texts.write(TEXT, 1)
    file(texts).write_text(content, encoding="utf-8")
    assert not texts.left("ada")
    assert file(texts).read_text(encoding="utf-8") == content


def test_a_device_that_keeps_no_files_goes_without(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    texts = KeptTexts(tmp_path / "file", Path("company.crm"), NOW)
    texts.write(TEXT, 1)
    assert not texts.left("ada")
