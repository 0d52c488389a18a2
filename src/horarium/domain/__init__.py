"""The nouns every other part speaks in: frozen values, no input or output."""
