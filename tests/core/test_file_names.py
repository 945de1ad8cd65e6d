"""Names of files are harmless on every system, and what would run is known by its ending."""

import pytest

from crm_desktop.core.file_names import runs, tidy


@pytest.mark.parametrize(
    ("name", "tidied"),
    [
        ("报价单 2026.pdf", "报价单 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system32\\evil.dll", "evil.dll"),
        ("a<b>:c|d?.txt", "a_b__c_d_.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        (".bashrc", "bashrc"),
        ("report.pdf. . ", "report.pdf"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_name_is_made_harmless(name: str, tidied: str) -> None:
    assert tidy(name) == tidied


def test_a_long_name_keeps_its_ending() -> None:
    assert len(tidy("长" * 300 + ".xlsx")) == 180
    assert tidy("长" * 300 + ".xlsx").endswith(".xlsx")


@pytest.mark.parametrize("name", ["setup.EXE", "a.bat", "link.lnk", "app.desktop", "doc.pdf.exe", "x.exe. ", "m.docm"])
def test_what_a_system_would_run_is_known(name: str) -> None:
    assert runs(name)


@pytest.mark.parametrize("name", ["offer.pdf", "exe", "notes.exe.txt", "photo.jpg", "table.xlsx"])
def test_documents_do_not_run(name: str) -> None:
    assert not runs(name)
