"""Fuzz targets for everything that reads text from others: `python -m fuzz TARGET SECONDS`, or `python -m fuzz all SECONDS` for each in turn."""
