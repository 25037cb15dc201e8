"""Generated pages of the documentation; each is a function from the catalogue, or another source, to Markdown."""
