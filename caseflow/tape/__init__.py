"""The tape: all randomness of a replication, drawn before it runs."""
