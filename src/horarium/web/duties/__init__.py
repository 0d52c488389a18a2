"""Pages of people on the roster: registrars and whoever else works duties."""
