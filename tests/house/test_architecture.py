"""Who may import whom. The table below is the plan of the house; the test holds the code against it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "schemas": set(),
    "flows.clean": set(),
    "flows.ingest": set(),
    "flows.validate": {"schemas"},
    "flows.store": {"schemas"},
    "flows.copies": {"schemas"},
}
"""A room and what of ours it may import besides itself; files in flows/ and commands, not listed, may import all."""

SHARED_IN_CLEAN = {"table", "rank", "recipe", "sentences", "language", "calendar", "agencies"}
"""Inside flows/clean the stages share these and meet in pipeline.py."""

ALSO_IN_CLEAN = {"typography": {"mojibake"}}
"""The repair chain runs to a fixpoint: what tidying brings to light is mended again (never the other way round)."""

FILES = sorted([*(ROOT / "flows").rglob("*.py"), *(ROOT / "schemas").rglob("*.py")])


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path) for path in FILES}


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where a name comes from"
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (named & MODULES) or {node.module or ""}
    return found


def room(name: str) -> str | None:
    return next((r for r in MAY_IMPORT if name == r or name.startswith(r + ".")), None)


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_room_imports_only_what_the_plan_allows(path):
    own = room(module(path))
    if own is None:
        return
    ours = {name for name in imports(path) if name.split(".")[0] in ("flows", "schemas")}
    strangers = {name for name in ours if room(name) != own and room(name) not in MAY_IMPORT[own]}
    assert not strangers, f"{module(path)} reaches into {sorted(strangers)}"


@pytest.mark.parametrize("path", [p for p in FILES if "clean" in p.relative_to(ROOT).parts], ids=module)
def test_the_stages_meet_only_in_the_pipeline(path):
    parts = module(path).split(".")[2:]
    if not parts or parts[0] == "pipeline":
        return
    others = {name.split(".")[2] for name in imports(path) if name.startswith("flows.clean.")}
    allowed = SHARED_IN_CLEAN | {parts[0]} | ALSO_IN_CLEAN.get(parts[0], set())
    assert others <= allowed, f"{module(path)} reaches into {sorted(others)}"


@pytest.mark.parametrize("path", FILES, ids=module)
def test_no_folder_knows_prefect(path):
    """Files directly in flows/ may; folders never do, so that every room runs and is tested without it."""
    knows = any(name.split(".")[0].startswith("prefect") for name in imports(path))
    assert not knows or path.parent == ROOT / "flows"


def test_there_are_no_circles():
    graph = {module(p): {name for name in imports(p) if name.split(".")[0] in ("flows", "schemas")} for p in FILES}
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join([*above[above.index(name) :], name])
        if name in graph and name not in done:
            for other in graph[name] - {name}:
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_file_stays_within_a_room_s_size(path):
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 300, f"{module(path)} has {lines} lines: it is two rooms"


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "processor", "misc", "common"])
def test_no_room_is_named_for_nothing(word):
    assert not [p for p in FILES if word in p.stem or word in p.parent.name]
