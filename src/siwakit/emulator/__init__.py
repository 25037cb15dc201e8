"""A local Apple, as strict as the real one, that explains each refusal."""
