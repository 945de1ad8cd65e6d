"""The built program, as somebody has it who downloaded it: unpacked somewhere, without Python, without the sources.

`python3 dev.py installer --test` runs these. The figures they print belong into docs/performance.md.
"""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from crm_desktop.core.version import PROGRAM, VERSION
from tests.architecture.sources import ROOT

DIST = ROOT / "dist"
ON_LINUX = sys.platform.startswith("linux")
CUSTOMERS = "Customer,Phone,City\nZyxel Built GmbH,+49 30 1234567,Berlin\nQuorra Built Ltd,+44 20 7946 0000,London\n"
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")
_PATIENCE_S, _MOMENT_S = 180, 2
_SAMPLE = "60"


@dataclass
class Built:
    """The program where it was installed, and the device it finds."""

    folder: Path
    window: Path
    command_line: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of Python and nothing of the sources; on Windows what every program needs."""
        kept = (
            {}
            if os.name != "nt"
            else {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "PATH", "USERPROFILE")}
        )
        plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.home)}
        return {**plain, **kept, "CRM_HOME": str(self.home), **self.variables}

    def run(self, *arguments: object) -> str:
        """Run the command line; what it printed."""
        command = [str(self.command_line), *map(str, arguments)]
        done = subprocess.run(
            command, env=self.environment, cwd=self.home, capture_output=True, timeout=_PATIENCE_S, check=False
        )
        told = done.stdout.decode("utf-8", "replace")
        assert done.returncode == 0, f"{arguments}: {told}\n{done.stderr.decode('utf-8', 'replace')}"
        return told

    def log(self) -> str:
        """What the program wrote about itself."""
        file = self.home / "log" / "crm-desktop.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def prefer(self, preferences: str) -> None:
        """Let the device remember these and nothing else."""
        (self.home / "data").mkdir(exist_ok=True)
        (self.home / "data" / "preferences.json").write_text(preferences, encoding="utf-8")

    @contextmanager
    def at_work(self, *arguments: object) -> Iterator["subprocess.Popen[bytes]"]:
        """The window program, ended politely in the end."""
        (self.home / "log" / "crm-desktop.log").unlink(missing_ok=True)
        command = [str(self.window), *map(str, arguments)]
        with subprocess.Popen(command, env=self.environment, cwd=self.home) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(30)
                finally:
                    process.kill()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The packed program, installed into a folder with a space and Chinese in its name."""
    place, home = tmp_path_factory.mktemp("安装 here"), tmp_path_factory.mktemp("device")
    if ON_LINUX:
        (packed,) = DIST.glob(f"CRM-Desktop-{VERSION}-linux-*.tar.gz")
        with tarfile.open(packed) as archive:
            archive.extractall(place, filter="tar")
        folder = place / PROGRAM
        return Built(folder, folder / PROGRAM, folder / "crm", home)
    if sys.platform == "darwin":
        folder = place / f"{PROGRAM}.app"
        shutil.copytree(DIST / folder.name, folder, symlinks=True)
        program = folder / "Contents" / "MacOS" / PROGRAM
        return Built(folder, program, program, home)
    (setup,) = DIST.glob(f"CRM-Desktop-{VERSION}-windows-*-setup.exe")
    folder = place / PROGRAM
    silently = ["/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART", "/CURRENTUSER", f"/DIR={folder}"]
    subprocess.run([str(setup), *silently], check=True, timeout=_PATIENCE_S)
    return Built(folder, folder / f"{PROGRAM}.exe", folder / "crm.exe", home)


@pytest.fixture(scope="module")
def screen(built: Built) -> Iterator[None]:
    """On Linux a screen of its own with a window manager; elsewhere the one there is."""
    if not ON_LINUX:
        yield
        return
    if not shutil.which("Xvfb") or not shutil.which("openbox"):
        pytest.skip("a virtual screen needs the packages xvfb and openbox")
    reading, writing = os.pipe()
    server = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(server, pass_fds=[writing], stderr=subprocess.DEVNULL) as xvfb:
        os.close(writing)
        with os.fdopen(reading) as answer:
            built.variables["DISPLAY"] = f":{answer.readline().strip()}"
        with subprocess.Popen(["openbox"], env=built.environment, stderr=subprocess.DEVNULL) as manager:
            yield
            manager.terminate()
        xvfb.terminate()


@pytest.fixture(scope="module")
def team(built: Built) -> Path:
    """A sample company that the built program made itself."""
    built.run("demo", built.home / "team.crm", "--customers", _SAMPLE)
    return built.home / "team.crm"


def files_of(built: Built) -> dict[str, tuple[int, int]]:
    return {
        str(each.relative_to(built.folder)): (each.stat().st_size, each.stat().st_mtime_ns)
        for each in built.folder.rglob("*")
        if each.is_file()
    }


def wait_for(holds: Callable[[], bool], what: str) -> None:
    """Look again and again; other processes cannot tell us."""
    end = time.monotonic() + _PATIENCE_S
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def test_the_notices_of_everything_inside_lie_beside_it(built: Built) -> None:
    (found, *_) = sorted(built.folder.rglob("NOTICES.txt"))
    text = found.read_text(encoding="utf-8")
    for part in ("GNU LESSER GENERAL PUBLIC LICENSE", "PySide6", "ZETETIC", "Noto Sans SC", "Lucide", "PSF-2.0"):
        assert part in text
    # Qt's libraries are files that can be replaced.
    assert [each for each in built.folder.rglob("*Qt*Core*") if each.is_file()]


def test_it_imports_a_file_and_prints_a_report_by_its_command_line(built: Built, team: Path) -> None:
    before = files_of(built)
    (built.home / "new.csv").write_text(CUSTOMERS, encoding="utf-8")
    built.run("import", team, "customers", built.home / "new.csv")
    assert "Zyxel Built GmbH" in built.run("search", team, "zyxel")
    for language in ("en", "zh_CN"):
        out = built.home / f"report-{language}.pdf"
        built.run("report", team, "management", *YEAR, "--out", out, "--lang", language)
        assert out.read_bytes().startswith(b"%PDF")
    built.run("export", team, "customers", built.home / "list.xlsx")
    built.run("check", team)
    assert files_of(built) == before, "the program writes into its own folder"


@pytest.mark.usefixtures("screen")
def test_the_window_paints_its_list(built: Built, team: Path) -> None:
    took: list[float] = []
    for _start in range(3):
        begun = time.monotonic()
        with built.at_work(team) as process:
            wait_for(lambda: "list painted" in built.log(), "the list")
            took.append(time.monotonic() - begun)
            used = _processor_s(process.pid)
    # Windows knows no polite way to end a program from outside.
    assert os.name == "nt" or not list((built.home / "log").glob("running-*")), "it did not end in order"
    size = sum(each.stat().st_size for each in built.folder.rglob("*") if each.is_file() and not each.is_symlink())
    print(f"\nbuilt program: {size / 1e6:.0f} MB installed, download {_download() / 1e6:.0f} MB")
    print(f"start to painted list: best of three {min(took):.2f} s, processor {used:.2f} s")


@pytest.mark.usefixtures("screen")
def test_the_report_on_screen_comes_from_the_worker_process(built: Built, team: Path) -> None:
    built.prefer('{"window.page": "reports", "language": "zh_CN"}')
    with built.at_work(team):
        wait_for(lambda: "job done: crm_desktop.reports.jobs." in built.log(), "the report")


@pytest.mark.skipif(not ON_LINUX or not shutil.which("xdotool"), reason="keys are pressed by xdotool, on X")
@pytest.mark.usefixtures("screen")
def test_a_file_is_imported_and_a_report_printed_in_the_window_by_keyboard(built: Built) -> None:
    company, source, report = built.home / "keys.crm", built.home / "keys.csv", built.home / "keys.pdf"
    built.run("demo", company, "--customers", "20")
    source.write_text(CUSTOMERS, encoding="utf-8")
    built.prefer('{"language": "en"}')
    with built.at_work(company):
        keyboard = Keyboard(built)
        wait_for(lambda: "list painted" in built.log(), "the list")
        keyboard.press_until("dialog Import", "ctrl+shift+i")
        keyboard.press("Return")
        keyboard.write(str(source))
        keyboard.press("Return")
        wait_for(lambda: "job done: crm_desktop.exchange.jobs.read_head" in built.log(), "the head of the file")
        keyboard.press_until("job done: crm_desktop.exchange.jobs.check_file", "ctrl+Return")
        keyboard.press_until("step Import", "ctrl+Return")
        keyboard.press_until("page reports", "Escape", "ctrl+5")
        wait_for(lambda: "job done: crm_desktop.reports.jobs.screen_report" in built.log(), "the report on screen")
        keyboard.press("ctrl+shift+s")
        wait_for(lambda: "job done: crm_desktop.reports.jobs.printed_report" in built.log(), "the printed report")
        keyboard.write(str(report))
        keyboard.press("Return")
        wait_for(lambda: report.exists() and report.read_bytes().startswith(b"%PDF"), "the report")
    assert "Quorra Built Ltd" in built.run("search", company, "quorra")


class Keyboard:
    """Keys for whatever window has the keyboard; what they did is read in the log of the program."""

    def __init__(self, built: Built) -> None:
        self._built = built

    def press(self, keys: str) -> None:
        """Press keys, once what was there before had a moment to come onto the screen."""
        time.sleep(_MOMENT_S)
        self._tell("key", keys)

    def press_until(self, said: str, *keys: str) -> None:
        """Press keys again and again until the log says what they should bring about."""

        def press_all() -> bool:
            for each in keys:
                self.press(each)
            return said in self._built.log()

        wait_for(press_all, said)

    def write(self, text: str) -> None:
        """Type a text."""
        time.sleep(_MOMENT_S)
        self._tell("type", "--delay", "20", text)

    def _tell(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._built.environment, check=True, timeout=60)


def _processor_s(process_id: int) -> float:
    """The processor time of a process so far, as far as the system says it easily."""
    if not ON_LINUX:
        return 0.0
    fields = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _download() -> int:
    found = [each for pattern in ("*.tar.gz", "*.dmg", "*-setup.exe") for each in DIST.glob(pattern)]
    return max((each.stat().st_size for each in found), default=0)
