"""What simulated results say about a choice between models: pure functions of arrays, without simulation or files.

Arrays have the axes [..., replication] or [..., replication, year]: whatever stands before them - models, units,
thousands of small experiments - is worked out at once. A *future* is a replication: one draw of everything that is
random, the same for every model.
"""
