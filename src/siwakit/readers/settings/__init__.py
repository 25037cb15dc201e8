"""Readers of settings: one module for each language that they are written in; none of them runs anything."""
