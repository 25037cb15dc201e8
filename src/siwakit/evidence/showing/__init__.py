"""What may be shown of what others wrote."""
