"""Thirty ordinary days do not trip the drift gate; the day a site is redesigned does."""

from __future__ import annotations

import random

import pytest

from cleancopy.gates import drift, limits_held
from cleancopy.gates.figures import added, figures
from cleancopy.settings.gates import DriftSettings

WATCH = DriftSettings()


def ordinary_day(rng: random.Random) -> dict[str, float]:
    """Forty pages of a site on an ordinary day, as `figures` tells of them."""
    turned_away = rng.randint(0, 2)
    pages = 40 - turned_away
    sums = {
        "documents": 40,
        "admitted": pages,
        "quarantined": turned_away,
        "chrome_share": sum(rng.gauss(0.45, 0.12) for _ in range(pages)),
        "words": sum(rng.lognormvariate(6.2, 0.5) for _ in range(pages)),
        "null_title": sum(rng.random() < 0.04 for _ in range(pages)),
        "null_published_on": sum(rng.random() < 0.15 for _ in range(pages)),
        "null_authors": sum(rng.random() < 0.4 for _ in range(pages)),
        "language_en": pages - rng.randint(0, 2),
    }
    return figures(sums)


@pytest.mark.parametrize("seed", range(20))
def test_thirty_ordinary_days_do_not_trip_it(seed):
    rng = random.Random(seed)
    past: list[dict[str, float]] = []
    for _ in range(30):
        today = ordinary_day(rng)
        assert [gate for gate in drift("site", 40, today, past, WATCH, False) if not gate.passed] == []
        past.append(today)


@pytest.mark.parametrize(
    ("redesign", "figure"),
    [
        pytest.param({"null_title": 0.95}, "null_title", id="the headline is no longer found"),
        pytest.param({"words": 60.0}, "words", id="only teasers are left of the stories"),
        pytest.param({"chrome_share": 0.95}, "chrome_share", id="nearly every line is taken away"),
        pytest.param({"quarantined_share": 0.6}, "quarantined_share", id="most pages are turned away"),
        pytest.param({"language_en": 0.1, "language_de": 0.9}, "language_en", id="the language has changed"),
    ],
)
def test_a_redesign_trips_it_and_says_which_figure_of_which_site(redesign, figure):
    rng = random.Random(5)
    past = [ordinary_day(rng) for _ in range(30)]
    gates = drift("site", 40, ordinary_day(rng) | redesign, past, WATCH, False)
    assert f"drift:{figure}@site" in [gate.gate for gate in gates if not gate.passed]
    assert all("--accept-drift" in gate.detail and "site" in gate.detail for gate in gates)


def test_what_was_accepted_passes_and_is_still_recorded():
    rng = random.Random(5)
    past = [ordinary_day(rng) for _ in range(30)]
    gates = drift("site", 40, ordinary_day(rng) | {"words": 20.0}, past, WATCH, accepted=True)
    assert [gate.passed for gate in gates] == [True]


def test_a_site_with_few_earlier_runs_cannot_drift():
    assert drift("site", 40, {"words": 5.0}, [{"words": 500.0}] * 4, WATCH, False) == []


@pytest.mark.parametrize(
    ("limit", "value", "passed"),
    [((None, 0.2), 0.2, True), ((None, 0.2), 0.3, False), ((50.0, None), 49.0, False), ((1.0, 2.0), 1.5, True)],
)
def test_a_limit_of_the_settings_is_held(limit, value, passed):
    (gate,) = limits_held("site", {"words": value}, {"words": limit})
    assert gate.passed is passed


def test_a_limit_on_a_figure_that_no_document_has_is_open():
    assert limits_held("site", {"quarantined_share": 1.0}, {"words": (50.0, None)}) == []


def test_sums_of_shards_add_up():
    assert added([{"a": {"documents": 1}}, {"a": {"documents": 2}, "b": {"documents": 1}}]) == {
        "a": {"documents": 3},
        "b": {"documents": 1},
    }
