"""PostgreSQL; nothing else knows SQL."""
