"""Paper: what is said comes in as plain data, a PDF comes out, printed by a process of its own."""
