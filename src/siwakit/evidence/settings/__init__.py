"""What settings state, whatever library they belong to."""
