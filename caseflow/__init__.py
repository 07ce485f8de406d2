"""caseflow: simulates how child-welfare cases flow under different organisational models."""
