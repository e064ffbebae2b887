"""What the tests of the commands share: a way to call them, and tables made once from the samples."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from cleancopy.cli import answer

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    """How a command ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def ask(capfdbinary, tmp_path, monkeypatch) -> Callable[..., Answer]:
    """Calls `cleancopy` with arguments, in an empty folder with a copy of the samples in `raw/`."""
    shutil.copytree(ROOT / "raw", tmp_path / "raw")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Answer:
        capfdbinary.readouterr()
        code = answer([str(argument) for argument in arguments])
        shown = capfdbinary.readouterr()
        return Answer(code, shown.out.decode("utf-8"), shown.err.decode("utf-8"))

    return call


@pytest.fixture(scope="session")
def tables(tmp_path_factory) -> Path:
    """The samples, published once; for reading only."""
    curated = tmp_path_factory.mktemp("published") / "curated"
    assert answer(["run", str(ROOT / "raw"), str(curated), "--direct", "--workers", "1"]) == 0
    return curated
