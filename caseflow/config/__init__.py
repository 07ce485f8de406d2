"""The config: what it may say, how it is read, inherited and overridden."""
