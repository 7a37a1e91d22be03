"""Reads the values of a KPI from where they are: JSON, Prometheus, CSV and SQL.

Nothing here is kept; `asking.ask` returns what would be. All connections go through
`alignment.lib.outbound`.
"""
