"""The words of each language, and sentences with what they say and do not say."""
