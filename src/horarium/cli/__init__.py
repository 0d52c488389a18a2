"""``horarium ...`` for operators and researchers."""
