"""A gate opens for small numbers, holds at its limit and says what it saw."""

import pytest

from cleancopy.gates import share_quarantined, share_vanished


@pytest.mark.parametrize(
    ("away", "documents", "limit", "passes"),
    [
        pytest.param(0, 0, 0.5, True, id="nothing at all"),
        pytest.param(19, 19, 0.5, True, id="too few documents to judge"),
        pytest.param(10, 20, 0.5, True, id="exactly the limit"),
        pytest.param(11, 20, 0.5, False, id="one beyond the limit"),
        pytest.param(1, 100, 0.0, False, id="no quarantine tolerated"),
    ],
)
def test_the_share_in_quarantine_is_held_to_its_limit(away, documents, limit, passes):
    assert share_quarantined(away, documents, limit).passed is passes


@pytest.mark.parametrize(
    ("vanished", "known", "accepted", "passes"),
    [
        pytest.param(5, 10, False, True, id="too few documents to judge"),
        pytest.param(2, 20, False, True, id="exactly the limit"),
        pytest.param(3, 20, False, False, id="beyond the limit"),
        pytest.param(20, 20, True, True, id="accepted by hand"),
    ],
)
def test_the_share_vanished_is_held_to_its_limit(vanished, known, accepted, passes):
    assert share_vanished(["gone.txt"] * vanished, known, 0.1, accepted).passed is passes


def test_a_refusal_says_what_to_do():
    assert "--accept-vanished" in share_vanished(["a.txt"] * 9, 20, 0.1, False).detail
    assert "quarantine.max_share" in share_quarantined(19, 20, 0.5).detail


def test_a_refusal_holds_the_files_and_a_gate_that_lets_through_none():
    paths = tuple(f"{letter}.txt" for letter in "abcdefgh")
    assert share_vanished(paths, 20, 0.1, False).files == share_quarantined(19, 20, 0.5, paths).files == paths
    assert share_vanished(paths, 20, 0.1, True).files == share_quarantined(9, 20, 0.5, paths).files == ()
    assert "files" not in share_vanished(paths, 20, 0.1, False).as_dict()
