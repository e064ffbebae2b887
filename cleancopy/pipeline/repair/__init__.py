"""Text that was broken on its way is made whole: entities, mojibake of any number of layers, control characters."""

from cleancopy.pipeline.repair.stage import mend, repair

__all__ = ["mend", "repair"]
