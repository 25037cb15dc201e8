"""Judgement of the records of a log, and the counts that come of it."""
