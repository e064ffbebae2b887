"""Numbers of any width are found among many, as a set of Python finds them."""

from __future__ import annotations

import numpy as np
import pytest

from cleancopy.pipeline.scan.numbers import Asked, distinct


@pytest.mark.parametrize("kind", [np.int32, np.uint64])
@pytest.mark.parametrize(("asked", "among"), [(0, 50), (7, 0), (300, 2000)])
def test_what_is_asked_for_is_found_with_its_place_among_the_asked(kind, asked, among):
    def some(count):
        bounds = np.iinfo(kind)
        few = np.random.default_rng(5).integers(bounds.min, bounds.max, 400, dtype=kind, endpoint=True)
        return np.random.default_rng(count).choice(few, count)

    sought, many = Asked(some(asked)), some(among)
    places, at = sought.among(many)
    wanted = set(some(asked).tolist())
    assert places.tolist() == [place for place, number in enumerate(many.tolist()) if number in wanted]
    assert (sought.numbers[at] == many[places]).all()


@pytest.mark.parametrize("numbers", [[], [3], [-1, 3, -1, 0, 3, -1]])
def test_distinct_numbers_are_counted(numbers):
    once, counts = distinct(np.array(numbers, np.int32))
    assert dict(zip(once.tolist(), counts.tolist(), strict=True)) == {n: numbers.count(n) for n in numbers}
    assert once.tolist() == sorted(once.tolist())
