"""Whole lines of single people as columns: exact pricing, a bound, rosters from pools.

``structure`` reads off a system which rows are about one person's line, ``automaton``
turns those of a few days into states, ``kernel`` finds the cheapest line through them,
``master`` puts lines of everybody together, and ``generate`` proves with their prices
what no roster can cost less than. Nothing here knows a rule: a row that fits no line is
kept among those that tie people together.
"""
