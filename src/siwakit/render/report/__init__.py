"""The parts of a report that several formats share: findings, places, verdicts, what is not settled."""
