"""The formats of a report: text, JSON, SARIF, Markdown, GitHub annotations."""
