"""Keys as people have them: read in any state, and written as Apple writes them."""
