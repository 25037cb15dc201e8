"""The fix as a few lines of code in the developer's language."""
