"""Pages for the desk and the doctor."""
