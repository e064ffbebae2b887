"""Signals: what Gopher, C4 and FineWeb measure of a text, as columns. Nothing is dropped for them."""
