"""What ``caseflow stress`` prints of a stress run: an answer in sentences, tables of what matters, all tables, data."""
