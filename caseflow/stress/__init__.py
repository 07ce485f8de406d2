"""Stress runs: what scenarios of absence and demand do to each model, in the futures that it meets without them."""
