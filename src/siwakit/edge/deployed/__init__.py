"""Reading of what is deployed: files, standard input and stores, each with a time limit."""
