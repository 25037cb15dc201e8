"""One file for each language: how its syntax is written in the common tree."""
