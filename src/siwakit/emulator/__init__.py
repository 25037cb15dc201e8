"""A local Apple, as strict as the real one, that says why."""
