"""Visits from files of other systems."""
