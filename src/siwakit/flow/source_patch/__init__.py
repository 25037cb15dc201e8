"""The correction of source code as a unified diff, checked by running the corrected source abstractly."""
