"""The OPD interface's use cases: doctors, slots and tokens in the original's words.

A slot is a session, a doctor a practitioner, and everything is done by the services that
the native API uses; here are only the words and what those clients were promised.
"""
