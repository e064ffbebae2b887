"""Bytes in, line table, articles out. Pure and columnar: no files but its own, no network, no clock that decides."""

from cleancopy.pipeline.batch import DOCS, Batch
from cleancopy.pipeline.recipe import PIPELINE_VERSION, Recipe, Site, Thresholds, rules_version

__all__ = ["DOCS", "PIPELINE_VERSION", "Batch", "Recipe", "Site", "Thresholds", "rules_version"]
