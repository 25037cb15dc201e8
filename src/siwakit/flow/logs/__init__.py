"""Judging and counting of the records of a log."""
