"""The method: how acts become numbers, and where each factor comes from."""
