"""cleancopy: scraped text in, clean, checked Parquet out, every line accounted for.

    import cleancopy

    document = cleancopy.clean("...")           # one text
    cleaned = cleancopy.clean_table(frame)      # many
    report = cleancopy.run("raw", "curated")    # a folder, published
    tables = cleancopy.open("curated")          # what is published

What is asked for is loaded when it is first asked for: importing cleancopy loads neither pyarrow nor the pipeline.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleancopy.api import CleancopyError, Document, Reader, Settings, clean, clean_table, open, run

__all__ = [
    "CleancopyError",
    "Document",
    "Reader",
    "Settings",
    "__version__",
    "clean",
    "clean_table",
    "open",
    "run",
]

# The products of the line model are small: on two threads OpenBLAS spends twice the processor time on them, most of it
# waiting (measured: 1.8 s against 0.8 s for 8 MB), and parallel work is a matter of processes here. Before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("cleancopy")
    if name not in __all__:
        raise AttributeError(f"module 'cleancopy' has no attribute {name!r}")
    from cleancopy import api

    return getattr(api, name)
