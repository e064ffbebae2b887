"""cleancopy: scraped text in, clean, checked Parquet out, every line accounted for."""

import os

# The products of the line model are small: on two threads OpenBLAS spends twice the processor time on them, most of it
# waiting (measured: 1.8 s against 0.8 s for 8 MB), and parallel work is a matter of processes here. Before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
