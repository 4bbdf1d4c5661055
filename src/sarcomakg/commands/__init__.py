"""Commands that are not in `cli` itself, one module for each noun."""
