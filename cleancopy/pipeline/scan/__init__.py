"""Byte and column kernels: what the stages ask of whole columns at once. Knows no page, no rule and no language."""
