"""How `diff --rows` tells of a change: only what changed, wherever it stands."""

import pytest

from cleancopy.show.differences import as_lines
from cleancopy.store import Diff, Difference

LINE = {"line_no": 3, "part": 1, "text": "Share", "role": "body", "fate": "kept", "rule": None}


def told(name, before, after):
    one = Difference("1" * 24, "site/story.txt", (name,), {name: (before, after)})
    first, *rest, last = as_lines(Diff(1, 2, [], [one], []))
    assert first == f"~ site/story.txt  ({'1' * 24})  {name}"
    assert last == "From version 1 to 2: 0 added, 1 changed, 0 removed."
    return [line.strip() for line in rest]


@pytest.mark.parametrize(
    ("name", "before", "after", "lines"),
    [
        pytest.param("title", "Old", "New", ["title: Old -> New"], id="a value"),
        pytest.param("title", None, "New", ["title: null -> New"], id="a value that was not there"),
        pytest.param("signals", {"a": 1, "b": 2}, {"a": 1, "b": 3}, ["signals.b: 2 -> 3"], id="inside a struct"),
        pytest.param(
            "warnings",
            [{"code": "x", "paragraph": None}, {"code": "y", "paragraph": 1}],
            [{"code": "y", "paragraph": 1}, {"code": "z", "paragraph": 2}],
            ["warnings: - code x", "warnings: + code z, paragraph 2"],
            id="what a list lost and gained",
        ),
        pytest.param("authors", ["A", "B"], ["B", "A"], ["authors: in another order or number"], id="a list's order"),
        pytest.param(
            "lines",
            [LINE],
            [LINE | {"role": "share", "fate": "taken", "rule": "share:button"}],
            ["line 3: role: body -> share; fate: kept -> taken; rule: null -> share:button"],
            id="a line",
        ),
        pytest.param("lines", [LINE], [], ["line 3: - kept body  Share"], id="a line that went"),
        pytest.param("lines", [], [LINE | {"part": 2}], ["line 3 part 2: + kept body  Share"], id="a line that came"),
    ],
)
def test_a_change_is_told(name, before, after, lines):
    assert told(name, before, after) == lines


def test_long_texts_are_cut_to_where_they_differ():
    (line,) = told("text", "a" * 500 + "old" + "b" * 500, "a" * 500 + "new" + "b" * 500)
    assert line == f"text: ...{'a' * 30}old{'b' * 30} -> ...{'a' * 30}new{'b' * 30}"


def test_what_came_is_shown_without_its_nulls():
    one = Difference("1" * 24, "new.txt", (), {"title": (None, "T"), "place": (None, None), "tags": (None, ["a", "b"])})
    assert [line.strip() for line in as_lines(Diff(1, 2, [one], [], []))][1:-1] == ["title: T", "tags: a, b"]


def test_what_could_steer_a_terminal_is_escaped():
    assert told("title", "a", "b\x1b[2J") == ["title: a -> b\\x1b[2J"]


def test_of_many_documents_the_first_are_named_and_the_rest_counted():
    many = [Difference(f"{number:024x}", f"site/{number:02d}.txt") for number in range(23)]
    lines = list(as_lines(Diff(1, 2, many, [], many[:20])))
    assert len([line for line in lines if line.startswith("+ site/")]) == 20
    assert "+ and 3 more, which --json and --table name" in lines
    assert not [line for line in lines if line.startswith("- and")]
