"""Stored runs compared: what is read of them, what is found, and how it is told."""
