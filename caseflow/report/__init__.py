"""A run told to whoever decides: one self-contained page, in a reader's language, the answer first."""
