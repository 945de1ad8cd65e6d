"""Mistakes on the command line are said in the language that was asked for, with what may be given."""

import pytest

from crm_desktop.cli import main


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        (
            "cases F list --status odd",
            "--status: there is no “odd”; there are new, assigned, ",
            "没有“odd”，可用的有 new",
        ),
        ("odd", "VERB: there is no “odd”; there are demo, import, ", "没有“odd”，可用的有 demo, import, "),
        ("cases F delete", "list/report: there is no “delete”; ", "list/report：没有“delete”，可用的有 list"),
        ("cases", "missing: F.crm, list/report", "缺少：F.crm, list/report"),
        ("cases F list --view", "--view: its value is missing", "--view：缺少取值"),
        ("tasks F --limit x", "--limit: “x” is no whole number", "--limit：“x”不是整数"),
        ("cases F list --odd", "not understood: --odd", "无法识别：--odd"),
    ],
)
def test_a_mistake_is_said_in_both_languages(
    line: str, english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for language, said in (("en", english), ("zh_CN", chinese)):
        with pytest.raises(SystemExit) as left:
            main([*line.split(), "--lang", language])
        assert left.value.code == 2
        told = capsys.readouterr().err
        assert said in told.splitlines()[-1]
        assert "argument" not in told.splitlines()[-1]
