"""Statistics: pure functions of logs and tables."""
