"""The pages that are printed from the code say what the code says."""

from pathlib import Path

import pytest

from cleancopy.show.printed import BEGIN, END, PARTS, WHOLE, pages

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", [*WHOLE, *PARTS])
def test_a_printed_page_is_up_to_date(name):
    assert (DOCS / name).read_text("utf-8") == pages(DOCS)[DOCS / name], "stale: run `make reference`"


def test_what_is_around_a_printed_part_stays(tmp_path):
    for name in PARTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"above\n{BEGIN}stale\n{END}\nbelow\n", "utf-8")
    for name, reference in PARTS.items():
        assert pages(tmp_path)[tmp_path / name] == f"above\n{BEGIN}{reference()}{END}\nbelow\n"
