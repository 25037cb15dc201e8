"""Rules about the identity token, the key set, and what the verifier does with both."""
