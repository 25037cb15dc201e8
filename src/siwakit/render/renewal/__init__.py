"""What `siwakit renew` did, as text and JSON, and the files that run it."""
