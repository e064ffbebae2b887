"""What each line is: the votes are weighed, one role comes out, with the evidence."""

from cleancopy.pipeline.decide.stage import decide

__all__ = ["decide"]
