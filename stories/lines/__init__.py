"""The line engine, in parts: graph in, verdicts out; `engine.evaluate` is its door."""
