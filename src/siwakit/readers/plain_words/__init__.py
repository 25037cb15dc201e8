"""What the person who asks says in plain words: on which side it fails, since when, and after which change."""
