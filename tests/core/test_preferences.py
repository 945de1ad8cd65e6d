"""Preferences of this device."""

from pathlib import Path

from crm_desktop.core.preferences import Preferences


def test_values_are_kept_and_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    Preferences(path).set("language", "zh_CN")
    assert Preferences(path).get("language") == "zh_CN"
    Preferences(path).set("language", None)
    assert Preferences(path).get("language", "en") == "en"


def test_two_windows_keep_what_each_remembers(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    one, other = Preferences(path), Preferences(path)
    one.set("recent", ["a.crm"])
    other.set("theme", "dark")
    one.set("window.page", "contacts")
    now = Preferences(path)
    assert (now.get("recent"), now.get("theme"), now.get("window.page")) == (["a.crm"], "dark", "contacts")


def test_an_unreadable_file_is_written_anew_from_what_is_known(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    known = Preferences(path)
    known.set("theme", "dark")
    path.write_text("{ cut off", encoding="utf-8")
    assert Preferences(path).get("theme") is None
    known.set("language", "en")
    assert Preferences(path).get("theme") == "dark"
