"""The endpoints of the emulated Apple: what each does with a request that the rules let through."""
