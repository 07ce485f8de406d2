"""The engines: deterministic programs that turn an organisation and a tape into a log."""
