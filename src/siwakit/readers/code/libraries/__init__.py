"""What libraries do, one folder for each ecosystem: what they mint, sign and send."""
