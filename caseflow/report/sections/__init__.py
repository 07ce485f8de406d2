"""The sections of a report, each made from the material alone."""
