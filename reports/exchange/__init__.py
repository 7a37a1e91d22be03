"""Getting everything in and out."""
