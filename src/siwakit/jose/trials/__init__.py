"""Trials of a signature: known mistakes, tried one after the other."""
