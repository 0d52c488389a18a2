"""What each page shows: one frozen value a template, filled by the routes.

A value names its own ``template``, so ``render.Renderer.page(value)`` needs nothing else.
Instants inside are aware and already in the zone of the site; templates only format them.
Words in values are what the user reads, in the user's language; codes are for classes and
addresses. A value named ``...Live`` is also sent alone, as the whole state of a live part.
"""
