"""Keys as people have them: read in whatever state they are, and written as Apple writes them."""
