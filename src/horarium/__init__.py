"""Horarium: one timetable for a hospital department, and the loop that keeps it true."""

__version__ = "0.1.0"
