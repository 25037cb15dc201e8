"""What is known of each step of a sign-in: the page at Apple, the way back, the request, the answer, the tokens."""
