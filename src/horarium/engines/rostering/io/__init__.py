"""Rosters and problems from files and to files."""
