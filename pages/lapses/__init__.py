"""What will lapse: the list that lies open before it does."""
