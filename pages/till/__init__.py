"""Till: a partner takes vouchers."""
