"""`surveys`: figures for people and for programs, and answers brought from a spreadsheet or refused with their line."""

from pathlib import Path

from crm_desktop.core.i18n import Message
from crm_desktop.core.viewer import SYSTEM
from crm_desktop.operations.survey import QuestionDraft, SurveyDraft, create_survey
from crm_desktop.storage.database import Database
from tests.cli.running import Shell

NAME = "安装验收回访 After installation"


def test_answers_come_from_a_spreadsheet_and_show_in_the_figures(shell: Shell, tmp_path: Path) -> None:
    assert shell("demo", "--customers", "12").status == 0
    listed = shell("surveys", "--json").data["surveys"]
    before = next(each for each in listed if each["name"] == NAME)
    database = Database.open(shell.path)
    with database.read(SYSTEM) as reading:
        number, name = reading.plain("SELECT number, name FROM customer WHERE deleted = 0 ORDER BY id LIMIT 1")[0]
    database.close()
    file = tmp_path / "answers.csv"
    asked = "您会推荐我们的服务吗？ Would you recommend our service?"
    file.write_text(f"客户,日期,1,Q2,{asked}\n{number},2026-11-02,5,4,9\n{name},,3,,\n", encoding="utf-8")
    assert shell("surveys", "--name", NAME, "--answers", str(file)).status == 0
    told = shell("surveys", "--name", NAME, "--json").data
    assert told["responses"] == before["responses"] + 2
    assert [each["customer"] for each in told["latest"]].count(name) >= 2
    assert "2 were there already" in shell("surveys", "--name", NAME, "--answers", str(file)).err
    assert shell("surveys", "--name", NAME, "--json").data["responses"] == before["responses"] + 2


def test_of_two_surveys_of_one_name_each_is_named_by_its_id(shell: Shell) -> None:
    assert shell("demo", "--customers", "12").status == 0
    database = Database.open(shell.path)
    with database.write(Message("Another"), SYSTEM) as work:
        other = create_survey(work, SurveyDraft(NAME, questions=(QuestionDraft(text="How was it?"),)))
    database.close()
    said = shell("surveys", "--name", NAME)
    assert said.status == 1
    assert other in said.err
    assert shell("surveys", "--name", other, "--json").data["responses"] == 0


def test_a_wrong_answer_is_refused_with_its_line_and_nothing_comes_in(shell: Shell, tmp_path: Path) -> None:
    assert shell("demo", "--customers", "12").status == 0
    before = shell("surveys", "--name", NAME, "--json").data["responses"]
    number = "C-00001"
    file = tmp_path / "answers.csv"
    for row, problem in ((f"{number},9", "1 to 5"), (f"{number},good", "good"), ("nobody at all,3", "nobody at all")):
        file.write_text(f"customer,1\n{number},4\n{row}\n", encoding="utf-8")
        said = shell("surveys", "--name", NAME, "--answers", str(file))
        assert said.status == 1
        assert "3" in said.err
        assert problem in said.err
    rows = (f"{number},9", f"{number},4", "nobody at all,good", f"{number},good", "no one,0", f"{number},5")
    file.write_text("customer,1\n" + "\n".join(rows) + "\n", encoding="utf-8")
    said = shell("surveys", "--name", NAME, "--answers", str(file), "--json")
    assert said.status == 1
    lines = [2, 4, 4, 5, 6]
    assert [each["line"] for each in said.data["problems"]] == lines
    assert [line.partition(":")[0] for line in said.err.splitlines()[:5]] == [f"Line {each}" for each in lines]
    assert "And 2 more" in said.data["error"]
    assert shell("surveys", "--name", NAME, "--json").data["responses"] == before
    assert shell("surveys", "--answers", str(file)).status == 1
    file.write_text(f"customer,1\n{number},4\n", encoding="utf-8")
    assert "Your role" in shell("surveys", "--name", NAME, "--answers", str(file), "--as", "xu").err
