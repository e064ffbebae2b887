"""Which licences code under Apache-2.0 may ask for, and the lock file held against them."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, distribution

import pytest

from tests.house import licences
from tests.house.licences import ROOT, is_permitted, licence_of, locked


@pytest.mark.parametrize(
    ("expression", "permitted"),
    [
        ("MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MPL-2.0 AND (GPL-2.0-only OR AGPL-3.0-only)", False),
        ("(GPL-2.0-only OR MIT) AND BSD-3-Clause", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("LGPL-2.1-only", True),
        ("GPL-2.0-or-later", False),
        ("AGPL-3.0-only", False),
        ("SSPL-1.0", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_one_permitted_choice_is_enough_and_every_part_of_it_must_be(expression, permitted):
    assert is_permitted(expression) is permitted


def test_everything_in_the_lock_that_is_here_may_be_shipped():
    refused = {}
    for package in locked((ROOT / "requirements.lock").read_text("utf-8")):
        try:
            licence = licence_of(distribution(package.name))
        except PackageNotFoundError:
            continue  # of another system or Python
        if not is_permitted(licence):
            refused[package.name] = licence
    assert refused == {}


@pytest.mark.parametrize(("licence", "code"), [("GPL-3.0-only", 1), ("LGPL-3.0-only", 0)])
def test_the_audit_fails_on_one_package_that_would_bind_the_whole(tmp_path, monkeypatch, capsys, licence, code):
    lock = tmp_path / "some.lock"
    lock.write_text("numpy==2 \\\n    --hash=sha256:00\npytest==9\n")
    monkeypatch.setattr(licences, "licence_of", lambda package: licence if package.name == "numpy" else "MIT")
    monkeypatch.setattr(sys, "argv", ["licences", str(lock)])
    assert licences.main() == code
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if "NOT" in line] == ["numpy"] * code
