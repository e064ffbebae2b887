"""Who may import whom. The tables below are the plan of the house; the tests hold the code against it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "schemas": set(),
    "pipeline": {"schemas.names", "schemas.signals"},
    "ingest": set(),
    "validate": {"schemas"},
    "store": {"schemas"},
    "relations": {"schemas", "pipeline.scan"},
    "sites": {"schemas", "pipeline.scan", "pipeline.lore", "pipeline.recognise.template"},
    "settings": {"schemas.names", "pipeline", "ingest", "sites"},
    "gates": {"schemas", "settings"},
    "orchestration": {"schemas", "pipeline", "ingest", "validate", "store", "relations", "sites", "settings", "gates"},
    "show": {
        "api",
        "schemas",
        "pipeline",
        "ingest",
        "validate",
        "store",
        "relations",
        "sites",
        "settings",
        "gates",
        "orchestration",
    },
    "review": {"schemas", "store", "settings", "orchestration", "show"},
}
"""A room and what of ours it may import besides itself; `api`, `flows`, `commands` and `cli` may import all."""

SHARED_IN_PIPELINE = {"batch", "columns", "scan", "lore", "words", "recipe", "language"}
"""Inside clean/ the stages share these and meet in stages.py."""

ALSO_IN_PIPELINE = {"tidy": {"repair"}, "decide": {"recognise"}, "repair": {"decode"}}
"""The repair chain runs to a fixpoint: what tidying brings to light is mended again. `repair` asks the judge of
encodings what a page was that somebody else read in the wrong one. `decide` asks the line model for
the words of its evidence. Never the other way round."""

FOLDERS = {"cleancopy": ROOT / "cleancopy", "cleancopy.flows": ROOT / "flows", "cleancopy.schemas": ROOT / "schemas"}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name; the two links are followed by hand."""
    found = {}
    for package, folder in FOLDERS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = (package, *path.relative_to(folder).with_suffix("").parts)
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = path
    return found


MODULES = modules()
EACH = pytest.mark.parametrize("name", sorted(MODULES))


def imports(name: str) -> set[str]:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: relative imports hide where a name comes from"
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (named & set(MODULES)) or {node.module or ""}
    return found


def own(names: set[str]) -> set[str]:
    """What of ours is among some module names, without the package's own name in front."""
    return {name.partition(".")[2] for name in names if name.split(".")[0] == "cleancopy" and "." in name}


@EACH
def test_a_room_imports_only_what_the_plan_allows(name):
    room = name.split(".")[1] if "." in name else ""
    if room not in MAY_IMPORT:
        return
    allowed = MAY_IMPORT[room] | {room, "errors"}
    strangers = {n for n in own(imports(name)) if not any(n == a or n.startswith(a + ".") for a in allowed)}
    assert not strangers, f"{name} reaches into {sorted(strangers)}"


@pytest.mark.parametrize("name", [n for n in sorted(MODULES) if n.startswith("cleancopy.pipeline.")])
def test_the_stages_meet_only_in_the_pipeline(name):
    room = name.split(".")[2]
    if room in ("clean", "stages"):
        return
    others = {n.split(".")[1] for n in own(imports(name)) if n.startswith("pipeline.")}
    allowed = SHARED_IN_PIPELINE | {room} | ALSO_IN_PIPELINE.get(room, set())
    assert others <= allowed, f"{name} reaches into {sorted(others - allowed)}"


@EACH
def test_only_flows_knows_prefect(name):
    knows = any(n.split(".")[0].startswith("prefect") for n in imports(name))
    assert not knows or name.startswith("cleancopy.flows")


@EACH
def test_the_package_is_imported_by_its_one_name(name):
    assert not {n for n in imports(name) if n.split(".")[0] in ("flows", "schemas")}


def test_there_are_no_circles():
    graph = {name: {n for n in imports(name) if n in MODULES} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join([*above[above.index(name) :], name])
        if name in graph and name not in done:
            for other in graph[name] - {name}:
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@EACH
def test_a_file_stays_within_a_room_s_size(name):
    lines = len(MODULES[name].read_text("utf-8").splitlines())
    assert lines <= 260, f"{name} has {lines} lines: it is two rooms"


@EACH
def test_a_function_fits_on_a_screen(name):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    for part in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(part, kinds):
            lines = (part.end_lineno or 0) - part.lineno + 1
            assert lines <= 50, f"{name}.{part.name} has {lines} lines"


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "processor", "misc", "common"])
def test_no_room_is_named_for_nothing(word):
    assert not [name for name in MODULES if any(word in part for part in name.split("."))]
