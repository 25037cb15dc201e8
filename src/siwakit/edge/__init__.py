"""Input and output: files, sockets, standard input and the clock."""
