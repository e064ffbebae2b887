"""Fingerprints of a body: a sample of its runs of words, by which edited copies of a text are found.

Each run of `RUN` words is hashed, and those whose hash is a multiple of `ONE_IN` are kept ("0 mod p" of Manber 1994):
the same passage gives the same fingerprints wherever it is, so that two texts share about as many as they share words.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cleancopy.pipeline.assess.reading import Reading
from cleancopy.pipeline.columns import FINGERPRINTS_TYPE
from cleancopy.pipeline.scan.columns import Ints
from cleancopy.pipeline.words import Words
from cleancopy.pipeline.words.characters import SINGLE
from cleancopy.pipeline.words.words import Hashes, run_hashes
from cleancopy.schemas.names import FINGERPRINT_WORDS

RUN, SINGLE_RUN = 6, 10
"""Words of a run, and characters of one that begins in a script without spaces, where each is a word by itself."""
ONE_IN = FINGERPRINT_WORDS


def fingerprints(some: Reading) -> pa.ListArray:
    """For each text its fingerprints (`hash`, `paragraph` from 1), each once, in order of their hashes.

    Of a hash the upper 32 bits are kept: three that two texts share by chance are not to be expected among 10**8 texts.
    """
    words = some.words
    single = (some.text.flags[words.starts] & SINGLE) > 0
    begins, hashes = _runs(words, np.where(single, SINGLE_RUN, RUN))
    chosen = hashes % np.uint64(ONE_IN) == 0
    begins, hashes = begins[chosen], (hashes[chosen] >> np.uint64(32)).astype(np.uint32).view(np.int32)
    doc = np.searchsorted(words.bounds, begins, side="right") - 1
    # Of a run that occurs twice the first place counts. (Hashes are in the order of signed numbers.)
    _, first = np.unique((doc << 32) + hashes, return_index=True)
    doc, hashes, begins = doc[first], hashes[first], begins[first]
    fields = [pa.array(hashes), pa.array(some.paragraphs(doc, words.starts[begins]).astype(np.int32))]
    bounds = np.searchsorted(doc, np.arange(len(words.bounds))).astype(np.int32)
    return pa.ListArray.from_arrays(
        pa.array(bounds), pa.StructArray.from_arrays(fields, fields=list(FINGERPRINTS_TYPE.value_type))
    )


def _runs(words: Words, sizes: Ints) -> tuple[Ints, Hashes]:
    """The words at which a run of `sizes` words begins that ends in the same text, and the hash of each run."""
    last = np.repeat(words.bounds[1:], np.diff(words.bounds))
    begins = np.flatnonzero(np.arange(len(words.hashes)) + sizes <= last)
    return begins, run_hashes(words.hashes, begins, begins + sizes[begins])
