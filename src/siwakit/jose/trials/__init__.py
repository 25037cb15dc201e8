"""Trials of a signature: what people are known to do wrong, tried one after the other."""
