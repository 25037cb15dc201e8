"""What is printed about exchanges while they happen."""
