"""Where an organiser writes a programme, and an owner approves it."""
