"""How good a text looks: signals (measures, as columns) and lints (warnings an editor would raise)."""

from cleancopy.pipeline.assess.lints import LINTS
from cleancopy.pipeline.assess.stage import assess

__all__ = ["LINTS", "assess"]
