"""How good a text looks: signals (measures, as columns) and lints (warnings an editor would raise)."""

from flows.clean.quality.assess import assess
from flows.clean.quality.lints import LINTS, SEVERITIES, TEXT_LINTS
from flows.clean.quality.signals import SIGNALS, SIGNALS_TYPE

__all__ = ["LINTS", "SEVERITIES", "SIGNALS", "SIGNALS_TYPE", "TEXT_LINTS", "assess"]
