"""The pages of goals, work and measures: reading and writing."""
