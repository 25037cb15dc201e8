"""The next step after a diagnosis: a command, a request, values or an action, complete and ready to copy."""

from siwakit.render.next_step.choose import next_step
from siwakit.render.next_step.step import NextStep, StepKind

__all__ = ["NextStep", "StepKind", "next_step"]
