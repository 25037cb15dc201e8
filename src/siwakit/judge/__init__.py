"""Evaluation of evidence against the rules: decisions, diagnoses, and what is still needed to decide the rest."""

from siwakit.judge.decide import Accepted, Decision, Refused, Undecidable, decide
from siwakit.judge.diagnosis import Diagnosis, VerdictKind, diagnose
from siwakit.judge.findings import Finding

__all__ = ["Accepted", "Decision", "Diagnosis", "Finding", "Refused", "Undecidable", "VerdictKind", "decide", "diagnose"]
