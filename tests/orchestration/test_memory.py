"""What a process keeps of the memory in which it has cleaned documents."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

USE = """
import sys
import numpy as np
from cleancopy.orchestration.shards.processes import memory_for, shared_memory

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

def arrays():
    # Between what is freed stands what is in use, as after the stages of a pipeline.
    some = [(np.ones(2 << 20, np.uint8), np.ones(4000, np.uint8)) for _ in range(60)]
    return [small for _, small in some]

shared_memory()
before = resident()
with memory_for(int(sys.argv[1])):
    small = arrays()
    used = resident() - before
print(used)
del small
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library is not glibc")
@pytest.mark.parametrize(("largest", "is_kept"), [(0, True), ((1 << 20) - 1, True), (1 << 20, False), (8 << 20, False)])
def test_what_a_large_document_took_is_given_back_and_what_others_took_is_kept(largest, is_kept):
    said = subprocess.run([sys.executable, "-c", USE, str(largest)], capture_output=True, check=True, text=True)
    assert (int(said.stdout) > 100 << 20) is is_kept
