"""What this portal will never do, and the test that proves each line."""
