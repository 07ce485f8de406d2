"""Compiled loops over a log: what is counted, by place and cell."""
