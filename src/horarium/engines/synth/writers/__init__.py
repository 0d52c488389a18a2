"""Encodings of the tables, and where encoded tables are kept."""
