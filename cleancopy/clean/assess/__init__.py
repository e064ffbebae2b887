"""How good a text looks: signals (measures, as columns) and lints (warnings an editor would raise)."""

from cleancopy.clean.assess.lints import LINTS, SEVERITIES, TEXT_LINTS
from cleancopy.clean.assess.signals.signals import SIGNALS, SIGNALS_TYPE
from cleancopy.clean.assess.stage import assess

__all__ = ["LINTS", "SEVERITIES", "SIGNALS", "SIGNALS_TYPE", "TEXT_LINTS", "assess"]
