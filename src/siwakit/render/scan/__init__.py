"""The report of a scan, in five formats."""
