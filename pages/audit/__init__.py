"""What the independent audit found last, for everybody; the ledger itself, for auditors."""
