"""What the pages tell a reader to type is typed here; what they show is held against what comes out."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cleancopy.cli import answer
from cleancopy.settings.settings import Settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")])
SET_UP = ("make run", "make test")
# Prefect starts a server of its own for these; tests/flow runs them so, here they go the direct way.
THROUGH_PREFECT = {"cleancopy run": "cleancopy run --direct"}


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    lines = [line.partition(" #")[0].strip() for block in blocks(page, "sh") for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith(SET_UP)]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A working folder as after `make run`: samples, settings, tables, and `cleancopy` on the path."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "raw", folder / "raw")
    shutil.copy(ROOT / "cleancopy.toml", folder)
    assert answer(["run", str(folder / "raw"), str(folder / "curated"), "--direct", "--workers", "1"]) == 0
    script = folder / "bin" / "cleancopy"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m cleancopy.cli "$@"\n')
    script.chmod(0o755)
    return folder


def run(words, here):
    environment = os.environ | {"PATH": f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(words, check=False, cwd=here, env=environment, capture_output=True, text=True, timeout=300)


@pytest.mark.parametrize("command", commands(ROOT / "README.md"))
def test_a_command_in_the_readme_works(here, command):
    done = run(["/bin/sh", "-c", THROUGH_PREFECT.get(command, command)], here)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_restore_in_the_readme_gave_the_file_back(here):
    command = next(command for command in commands(ROOT / "README.md") if command.startswith("cleancopy restore"))
    assert run(["/bin/sh", "-c", command], here).returncode == 0
    assert (here / "restored.txt").read_bytes() == (here / "raw/inselblatt/leuchtturm.txt").read_bytes()


TUTORIAL = ROOT / "docs/tutorial/first-tables.md"
FILES = ROOT / "docs/how-to/read-your-files.md"


def test_the_tutorial_works_from_top_to_bottom(here):
    """Its shell blocks as they are, one after the other; then what it reads from the table."""
    for block in blocks(TUTORIAL, "sh"):
        done = run(["/bin/sh", "-e", "-c", block], here)
        assert done.returncode == 0, block + done.stderr
    (query,) = blocks(TUTORIAL, "python")
    done = run([sys.executable, "-c", query], here)
    assert "Old mill sold for one crown" in done.stdout, done.stderr
    assert (here / "tutorial/mill.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (0, (r"documents curated +2\n", "record_not_json 1", "The old mill was sold on Monday", r"2 +container")),
        (1, ("The bridge will be closed", r"documents curated +1\n", "<!doctype html><title>Bridge closed - Echo")),
        (2, (r"saved.zip#site/page.html +\(", "The bridge will be closed", r"documents curated +3\n")),
    ],
    ids=["records", "pages", "containers"],
)
def test_files_are_read_as_the_page_says(here, at, says):
    """The shell blocks as they are, one after the other; then what the page tells of each."""
    done = run(["/bin/sh", "-e", "-c", blocks(FILES, "sh")[at]], here)
    assert done.returncode == 0, done.stderr
    for said in says:
        assert re.search(said, done.stdout), (said, done.stdout)


QUERIES = [(page, at) for page in PAGES if page != TUTORIAL for at in range(len(blocks(page, "python")))]


@pytest.mark.parametrize(("page", "at"), QUERIES, ids=lambda value: getattr(value, "stem", value))
def test_a_query_on_a_page_works(here, page, at):
    done = run([sys.executable, "-c", blocks(page, "python")[at]], here)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", ROOT / "docs/how-to/configure.md", FILES], ids=lambda page: page.stem
)
def test_settings_on_a_page_load(page, tmp_path):
    (tmp_path / "our-rules.toml").write_text("# none yet\n")
    for block in blocks(page, "toml"):
        (tmp_path / "cleancopy.toml").write_text(block, "utf-8")
        Settings.load(tmp_path / "cleancopy.toml").recipe()


def test_the_settings_of_this_folder_load():
    assert Settings.load(ROOT / "cleancopy.toml").sites["valleywire"].timezone == "Asia/Kolkata"


def test_the_picture_in_the_readme_is_what_comes_out(here):
    shown = run(["cleancopy", "explain", "raw/harbourpost/ferry-returns.txt"], here).stdout
    told = {int(line[:5]): line.split()[1:3] for line in shown.splitlines() if line[:5].strip().isdigit()}
    picture = next(block for block in blocks(ROOT / "README.md", "text") if block.startswith(" line  fate"))
    numbered = [line for line in picture.splitlines() if line[:5].strip().isdigit()]
    assert len(numbered) >= 5
    for line in numbered:
        assert line.split()[1:3] == told[int(line[:5])]
    for line in picture.splitlines():
        if line.startswith(" " * 9):
            assert line in shown.splitlines()


def test_before_in_the_readme_is_the_sample():
    sample = (ROOT / "raw/harbourpost/ferry-returns.txt").read_text("utf-8").splitlines()
    before = next(block for block in blocks(ROOT / "README.md", "text") if block.startswith("We use cookies"))
    assert [line for line in before.splitlines() if line != "..." and line not in sample] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_on_a_page_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_names_no_machine(page):
    text = page.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(root|home|Users|work|tmp)/", text)
