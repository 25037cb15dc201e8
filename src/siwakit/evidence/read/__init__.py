"""Readers of what people paste: one module for each kind of text, and one that tells the kinds apart."""
