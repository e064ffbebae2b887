"""What the progress bar says beside the bar."""

import pytest

from cleancopy.commands.progress import how_far
from cleancopy.orchestration.report import Progress

MIB = 1 << 20


@pytest.mark.parametrize(
    ("progress", "seconds", "before", "told"),
    [
        pytest.param(Progress("discover"), 0, 0, "", id="nothing is known yet"),
        pytest.param(Progress("discover", 7), 3, 0, "", id="records counted, no end in sight"),
        pytest.param(
            Progress("clean", 0, 9000, 0, 8 * MIB), 5, 0, "0.0 of 8.0 MiB, 0 of 9,000 documents", id="no shard is done"
        ),
        pytest.param(
            Progress("clean", 4500, 9000, 4 * MIB, 8 * MIB),
            2,
            0,
            "4.0 of 8.0 MiB, 4,500 of 9,000 documents, 2.0 MiB/s, 2 s left",
            id="half",
        ),
        pytest.param(
            Progress("clean", 60, 100, 6 * MIB, 10 * MIB),
            1000,
            5 * MIB,
            "6.0 of 10.0 MiB, 60 of 100 documents, 0.0 MiB/s, 67 min left",
            id="an earlier run did the first half in no time",
        ),
        pytest.param(
            Progress("clean", 1, 100, 1 * MIB, 100 * MIB),
            100,
            0,
            "1.0 of 100.0 MiB, 1 of 100 documents, 0.0 MiB/s, 2 h 45 min left",
            id="hours",
        ),
        pytest.param(Progress("publish", 100, 100), 9, 0, "100 of 100 documents", id="published as a whole"),
    ],
)
def test_the_bar_says_bytes_documents_rate_and_time_left_as_far_as_they_are_known(progress, seconds, before, told):
    assert how_far(progress, seconds, before) == told
