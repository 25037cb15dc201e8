"""What is known about one sign-in: read from what people have, parsed, never judged."""
