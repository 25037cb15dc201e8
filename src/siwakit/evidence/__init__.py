"""What is known of one sign-in: read from what people have, taken apart, never judged."""
