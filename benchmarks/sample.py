"""The sample company that speed is judged by, made once and kept among the cached files of this computer."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured, Took, timed
from crm_desktop.core import paths
from crm_desktop.operations import sample
from crm_desktop.operations.sample import SampleDraft, create_sample_file
from crm_desktop.storage import journal, search_index


def sample_file(customers: int) -> Path:
    """The sample of this size, made anew when the program makes another one by now."""
    folder = paths.cache_dir() / "benchmarks"
    path = folder / f"sample_{customers}_{_version()}.crm"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"sample_{customers}_*"):
            old.unlink()
        print(f"Making the sample company with {customers:,} customers …", file=sys.stderr)
        # In a process of its own, as the program does it: what it leaves in memory would slow down all that follows.
        subprocess.run([sys.executable, "-m", "benchmarks.sample", path, str(customers)], check=True)
    return path


def main(path: Path, customers: int) -> None:
    """Make the sample, and note what it took."""
    took = timed(create_sample_file, path, SampleDraft(customers))
    path.with_suffix(".took").write_text(f"{took.wall} {took.cpu}", encoding="utf-8")


def working_copy(customers: int, folder: Path) -> Path:
    """A copy that a measurement may write to."""
    path = folder / f"sample_{customers}.crm"
    if not path.exists():
        shutil.copyfile(sample_file(customers), path)
    return path


def measured(customers: int) -> Iterator[Measured]:
    """How long making it took, and how large it became."""
    path = sample_file(customers)
    wall, cpu = path.with_suffix(".took").read_text(encoding="utf-8").split()
    size = f"{path.stat().st_size / 1e9:.2f} GB"
    yield Measured(f"make the sample of {customers:,} customers", Took(float(wall), float(cpu)), None, "", size)


def _version() -> str:
    """Changes with what the sample holds and with how a file is laid out."""
    seen = hashlib.blake2b(f"{journal.SCHEMA_VERSION} {search_index.version()}".encode(), digest_size=6)
    for module in sorted(Path(sample.__file__).parent.glob("*.py")):
        seen.update(module.read_bytes())
    return seen.hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
