"""Pages for those who plan."""
