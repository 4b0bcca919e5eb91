"""The household: who lives here, how points are agreed on, what it holds."""
