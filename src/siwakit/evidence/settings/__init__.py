"""What settings say, whatever library they belong to."""
