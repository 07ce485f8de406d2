"""Figures: each a pure function of a table and an axes."""
