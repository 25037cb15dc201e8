"""The pages of the documents, each a function from the catalogue (or what else is described) to Markdown."""
