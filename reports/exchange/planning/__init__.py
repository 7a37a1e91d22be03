"""Compares what a file says with what is here, sheet by sheet."""
