"""One file a rule: how to state it to the solver, and how to judge it."""
