"""How the database came to have its present shape, one step a file."""
