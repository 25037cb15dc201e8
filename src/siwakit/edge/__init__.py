"""Where siwakit touches the world: files, standard input, the clock."""
