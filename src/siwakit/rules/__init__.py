"""The rulebook: every yes or no of siwakit is a rule of this package."""
