"""The parts of a report that several formats share: findings, places, verdicts, and what is not decided."""
