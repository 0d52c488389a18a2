"""The line of the day: a token never changes its number, only its place."""
