"""The fix as a few lines of code in the language of the developer."""
