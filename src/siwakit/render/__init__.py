"""Reports in several formats, explanations of rules and tokens. Nothing is imported here, so that each part loads only what it needs."""
