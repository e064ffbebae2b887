"""The wheel as a stranger installs it: one name, into a project that has `flows` and `schemas` of its own."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest

from tests.flows.conftest import PREFECT, ROOT, answers, ended, process, wait_for

pytestmark = [pytest.mark.prefect, pytest.mark.slow]
SERVE = 'from cleancopy.flows.curate import curate; curate.serve(name="from-the-wheel")'
MINE = 'raise AssertionError("cleancopy has imported a package of the project it is used in")\n'


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy, since building leaves a folder behind whose old files would come into the next wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("cleancopy", "flows", "schemas"):
        shutil.copytree(ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(source)]
    subprocess.run(words, check=True, timeout=300)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_one_name_its_data_and_its_types(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"cleancopy"}
    for needed in (
        "py.typed", "flows/curate.py", "schemas/arrow.json", "schemas/contract.odcs.yaml", "show/page.css",
        "show/sheet/sheet.html", "commands/example_story.txt", "pipeline/recognise/linemodel/weights.npz",
        "pipeline/recognise/lexicon/rules/share.toml",
    ):  # fmt: skip
        assert f"cleancopy/{needed}" in names


@pytest.fixture(scope="module")
def project(wheel, tmp_path_factory):
    """A folder with `flows` and `schemas` of its own, and a Python that has the wheel and the libraries it needs."""
    folder = tmp_path_factory.mktemp("stranger")
    for name in ("flows", "schemas"):
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(MINE)
    (folder / "raw").symlink_to(ROOT / "raw")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "env")], check=True, timeout=120)
    packages = next((folder / "env").glob("lib/python*/site-packages"))
    # the libraries, but not what is installed for development: a .pth file inside a folder named by one is not read
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(packages), str(wheel)]
    subprocess.run(words, check=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def python(project):
    return str(project / "env" / "bin" / "python")


@pytest.fixture(scope="module")
def clear(project):
    """An environment that names no checkout and no server."""
    named = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "PYTHON"))}
    return named | {"HOME": str(project / "home"), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


def test_it_imports_and_cleans_beside_folders_of_these_names(project, python, clear):
    said = (
        "import cleancopy; d = cleancopy.clean(open('raw/harbourpost/ferry-returns.txt', 'rb').read());"
        "print(cleancopy.__file__, d.title)"
    )
    done = subprocess.run([python, "-c", said], cwd=project, env=clear, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(project / "env"))
    assert "Night ferry returns" in done.stdout


def test_it_runs_through_prefect(project, python, clear):
    words = [python, "-m", "cleancopy.cli", "run"]
    done = subprocess.run(words, cwd=project, env=clear, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    assert (project / "curated/report.html").is_file()


def test_it_is_deployed_and_served(project, python, clear, environment):
    told = clear | {name: value for name, value in environment.items() if name.startswith("PREFECT")}
    port = told["PREFECT_API_URL"].split(":")[2].split("/")[0]
    prefect = [python, *PREFECT[1:]]
    with process([*prefect, "server", "start", "--host", "127.0.0.1", "--port", port], project, told):
        wait_for(lambda: answers(told["PREFECT_API_URL"]))
        for rest in (
            "work-pool create cleancopy --type process",
            "--no-prompt deploy cleancopy.flows.curate:curate --name here --pool cleancopy",
        ):
            subprocess.run([*prefect, *rest.split()], check=True, cwd=project, env=told, timeout=240)
        from prefect.client.orchestration import SyncPrefectClient

        with SyncPrefectClient(told["PREFECT_API_URL"]) as client, process([python, "-c", SERVE], project, told):
            served = wait_for(lambda: _named(client, "curate/from-the-wheel"))
            run = client.create_flow_run_from_deployment(served.id, parameters={"curated": "served"})
            assert ended(client, run).is_completed()
            deployed = client.read_deployment_by_name("curate/here")
            assert "workers" in deployed.parameter_openapi_schema["properties"]
    assert (project / "served/articles").resolve().is_dir()


def _named(client, name):
    try:
        return client.read_deployment_by_name(name)
    except Exception:
        return None
