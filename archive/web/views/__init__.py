"""What templates are given: frozen view objects, one per template, made by pure functions."""
