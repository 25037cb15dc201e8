"""What the person who asks says in plain words: where it fails, since when, and what was changed before."""
