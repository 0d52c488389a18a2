"""Use cases: a permission, a transaction, an event."""
