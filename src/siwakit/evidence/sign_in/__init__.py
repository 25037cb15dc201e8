"""What is known about each step of a sign-in: Apple's page, the callback, the request, the answer, the tokens."""
