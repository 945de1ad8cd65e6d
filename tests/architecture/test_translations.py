"""Every text a person reads is marked, complete in Chinese, and a whole sentence."""

import ast
import re
from pathlib import Path

from tests.architecture import catalogues
from tests.architecture.sources import joined_text, last_name, sources

# Qt's calls whose strings are shown to people.
SHOWN = {
    *(
        f"set{name}"
        for name in ("Text", "WindowTitle", "ToolTip", "StatusTip", "WhatsThis", "Title", "PlaceholderText")
    ),
    *(f"set{name}" for name in ("LabelText", "InformativeText", "DetailedText", "PlainText", "Html", "HeaderLabels")),
    *(f"set{name}" for name in ("AccessibleName", "AccessibleDescription", "Prefix", "Suffix", "SpecialValueText")),
    *("QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction", "QMenu", "QMessageBox"),
    *("addTab", "insertTab", "addAction", "addMenu", "addButton", "addItem", "addItems", "addRow", "addToolBar"),
    *("information", "warning", "critical", "question", "about", "showMessage"),
    *("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory", "getText", "getItem"),
}
# A log line is for developers.
LOGS = {"log", "logger", "_log", "logging", "_logger", "warnings"}
# Names that no language translates.
NAMES = re.compile(r"CRM Desktop|PDF|\*\.\w+")
WORDS = re.compile(r"[A-Za-z\u4e00-\u9fff]{2}")
MARKED = {name: numbers or (1,) for name, numbers in catalogues.KEYWORDS.items()}


def test_the_catalogues_are_complete() -> None:
    problems = catalogues.problems()
    assert not problems, "\n".join(problems)


def test_no_text_on_screen_is_unmarked() -> None:
    offences = [
        f"{source.at(call)}: {text!r}"
        for source in sources()
        if source.within("ui", "app")
        for owner, name, call in source.calls()
        if name in SHOWN and owner not in LOGS
        for text in _literals(call, only_first=name == "addItem")
        if WORDS.search(NAMES.sub("", text))
    ]
    assert not offences, "\n".join(offences)


def test_marked_texts_are_whole_and_constant() -> None:
    """An f-string, a sum or a choice within the mark is not what the catalogue has."""
    offences = [
        source.at(argument)
        for source in sources()
        for _, name, call in source.calls()
        for number in MARKED.get(name, ())
        for argument in call.args[number - 1 : number]
        if _is_composed(argument)
    ]
    assert not offences, "\n".join(offences)


def test_placeholders_are_named() -> None:
    offences = [
        f"{area}: {text!r}"
        for area, catalogue in catalogues.texts_in_code().items()
        for message in catalogue
        for text in ([message.id] if isinstance(message.id, str) else message.id)
        if re.search(r"\{\d*[}:!]|%[sd(]", text)
    ]
    assert not offences, "\n".join(offences)


def test_the_check_sees_what_is_wrong(tmp_path: Path) -> None:
    package, folder = tmp_path / "package", tmp_path / "zh_CN"
    (package / "ui").mkdir(parents=True)
    folder.mkdir()
    (package / "cli.py").write_text('tr("Open")\n', encoding="utf-8")
    (package / "ui" / "page.py").write_text(
        'tr("Open")\nN_("Save")\nMessage("Hello {name}", name=1)\ntrn("{count} deal", "{count} deals", n)\n',
        encoding="utf-8",
    )
    assert catalogues.update(package, folder) == ["cli.po", "ui.po"]
    assert catalogues.update(package, folder) == []
    assert len(catalogues.problems(package, folder)) == 5

    (folder / "cli.po").write_text('msgid "Open"\nmsgstr "打开"\n\nmsgid "Gone"\nmsgstr "没了"\n', encoding="utf-8")
    (folder / "ui.po").write_text(
        'msgid "Open"\nmsgstr "开启"\n\n'
        '#, fuzzy\nmsgid "Save"\nmsgstr "保存"\n\n'
        'msgid "Hello {name}"\nmsgstr "你好{nom}"\n\n'
        'msgid "{count} deal"\nmsgid_plural "{count} deals"\nmsgstr[0] "{count} 个商机"\n',
        encoding="utf-8",
    )
    assert [problem.partition(" ")[2] for problem in catalogues.problems(package, folder)] == [
        "'Gone' is no longer in the code",
        "'Save' is marked fuzzy",
        "'Hello {name}' has other placeholders in '你好{nom}'",
        "'Open' is translated otherwise in cli",
    ]


def test_marks_of_half_width_among_chinese_letters_are_found(tmp_path: Path) -> None:
    package, folder = tmp_path / "package", tmp_path / "zh_CN"
    package.mkdir()
    folder.mkdir()
    (package / "cli.py").write_text('tr("A")\ntr("B")\ntr("C")\ntr("{name}: E")\n', encoding="utf-8")
    (folder / "cli.po").write_text(
        'msgid "A"\nmsgstr "先关闭, 再打开"\n\nmsgid "B"\nmsgstr "金额(元)"\n\n'
        'msgid "C"\nmsgstr "用 != 或 >=；例如 a, b"\n\nmsgid "{name}: E"\nmsgstr "{name}: 完成"\n',
        encoding="utf-8",
    )
    assert catalogues.problems(package, folder) == [
        "cli: 'A' has a mark of half width in '闭,'",
        "cli: 'B' has a mark of half width in '额('",
        "cli: '{name}: E' has a mark of half width in ': 完'",
    ]


def test_money_stands_apart_from_chinese_letters(tmp_path: Path) -> None:
    package, folder = tmp_path / "package", tmp_path / "zh_CN"
    package.mkdir()
    folder.mkdir()
    (package / "cli.py").write_text('tr("Owes {amount}")\ntr("{amount} due")\n', encoding="utf-8")
    (folder / "cli.po").write_text(
        'msgid "Owes {amount}"\nmsgstr "欠{amount}"\n\nmsgid "{amount} due"\nmsgstr "{amount} 到期"\n', encoding="utf-8"
    )
    assert catalogues.problems(package, folder) == ["cli: 'Owes {amount}' lacks the space beside money in '欠{amount}'"]


def test_bringing_a_catalogue_up_to_date_keeps_its_translations(tmp_path: Path) -> None:
    package, folder = tmp_path / "package", tmp_path / "zh_CN"
    package.mkdir()
    folder.mkdir()
    (package / "cli.py").write_text('tr("Open")\ntr("New")\n', encoding="utf-8")
    (folder / "cli.po").write_text('msgid "Open"\nmsgstr "打开"\n\nmsgid "Gone"\nmsgstr "没了"\n', encoding="utf-8")
    catalogues.update(package, folder)
    assert catalogues.problems(package, folder) == ["cli: 'New' is not translated"]
    assert "打开" in (folder / "cli.po").read_text(encoding="utf-8")


def _literals(call: ast.Call, only_first: bool) -> list[str]:
    """The strings given to a call, those within lists and f-strings included; what is computed is marked elsewhere."""
    given = call.args[:1] if only_first else [*call.args, *(each.value for each in call.keywords)]
    nodes = [part for node in given for part in (node.elts if isinstance(node, ast.List | ast.Tuple) else [node])]
    constants = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return constants + [joined_text(node) for node in nodes if isinstance(node, ast.JoinedStr)]


def _is_composed(node: ast.expr) -> bool:
    """Whether a text is put together in place; a choice between texts marked elsewhere is none."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and last_name(node.func) in ("format", "join")
    if isinstance(node, ast.IfExp | ast.BoolOp | ast.BinOp):
        return any(isinstance(part, ast.Constant | ast.JoinedStr | ast.BinOp) for part in ast.iter_child_nodes(node))
    return isinstance(node, ast.JoinedStr)


def test_what_customers_pay_has_one_name_in_chinese() -> None:
    # 回款 is what comes in for contracts and orders; 收款 beside it would look like something else.
    said = [
        f"{path.name}: {line}"
        for path in catalogues.CATALOGUES.rglob("*.po")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("msgstr") and "收款" in line.replace("应收款", "")
    ]
    assert said == []
