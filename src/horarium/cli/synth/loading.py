"""``horarium synth load``: a data set into a running Horarium."""
