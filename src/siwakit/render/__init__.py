"""One report, several shapes: text, JSON, explanations; nothing is imported here, so that a part starts alone."""
