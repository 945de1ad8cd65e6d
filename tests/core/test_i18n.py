"""Catalogues are compiled once, by whoever is first, and missed by nobody."""

from pathlib import Path

import pytest

from crm_desktop.core import i18n, paths
from crm_desktop.core.i18n import CHINESE, Message, Translator


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A device that has not compiled anything yet."""
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    i18n._catalogue.cache_clear()
    return paths.cache_dir()


def test_a_catalogue_is_kept_for_the_next_start(cache: Path) -> None:
    assert Translator(CHINESE).t("Customer") == "客户"
    (kept,) = cache.glob("*.mo")
    written = kept.stat().st_mtime_ns
    i18n._catalogue.cache_clear()
    assert Translator(CHINESE).t("Customer") == "客户"
    assert kept.stat().st_mtime_ns == written


def test_two_programs_may_compile_at_the_same_time(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Translator(CHINESE)
    real, others = Path.replace, []

    def replaced_by_the_other(self: Path, target: Path) -> Path:
        """Another program finishes first, and takes away every other catalogue just after ours is in place."""
        done = real(self, target)
        others.append(target)
        target.unlink()
        return done

    for kept in cache.glob("*.mo"):
        kept.unlink()
    i18n._catalogue.cache_clear()
    monkeypatch.setattr(Path, "replace", replaced_by_the_other)
    assert Translator(CHINESE).t("Customer") == "客户"
    assert others


def test_a_device_that_keeps_nothing_speaks_all_the_same(cache: Path) -> None:
    cache.parent.mkdir(exist_ok=True)
    cache.write_text("a file where the folder should be")
    assert Translator(CHINESE).t("Customer") == "客户"


@pytest.mark.parametrize(("language", "said"), [("en", "Undo change of 2,089 records"), (CHINESE, "2,089")])
@pytest.mark.usefixtures("cache")
def test_counts_are_written_as_people_write_them(language: str, said: str) -> None:
    translator = Translator(language)
    many = translator.tn("{count} record", "{count} records", 2089)
    assert "2,089" in many
    assert translator.tn("{count} record", "{count} records", 7).startswith("7")
    assert said in translator.t("Undo change of {count} records", count=2089)


@pytest.mark.usefixtures("cache")
def test_names_are_parted_as_the_language_does() -> None:
    offered = Message("There is no field “{name}”. There are: {known}.", name="x", known=("name", "level"))
    assert "name、level" in Translator(CHINESE).message(offered)
    assert str(offered).endswith("There are: name, level.")
