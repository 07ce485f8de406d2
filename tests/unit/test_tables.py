import numpy as np

from caseflow.tables import SCHEMAS, Text, joined


def test_columns_hold_what_the_pieces_hold():
    names = ("Ål", "", "Nore og Uvdal")
    piece = {
        "model": Text.all("to-be", 3),
        "scenario": Text.all("base", 3),
        "replication": np.array([7, 7, 7], dtype=np.int32),
        "year": np.array([2027, 2028, 2029], dtype=np.int16),
        "key": Text(np.array([1, 0, 1], dtype=np.int16), ("equal", "children")),
        "municipality": Text(np.array([2, 1, 0], dtype=np.int16), names),
        "in_region": np.array([True, False, True]),
        "function": np.array([244, 251, 252], dtype=np.int16),
        "nok": np.array([0.5, np.nan, -1.0]),
        "children": np.array([1.0, 2.0, 3.0]),
    }
    table = joined("costs", [piece, piece])
    table.validate(full=True)
    expected = {
        "model": ["to-be"] * 6,
        "scenario": ["base"] * 6,
        "replication": [7] * 6,
        "year": [2027, 2028, 2029] * 2,
        "key": ["children", "equal", "children"] * 2,
        "municipality": ["Nore og Uvdal", "", "Ål"] * 2,
        "in_region": [True, False, True] * 2,
        "function": [244, 251, 252] * 2,
        "children": [1.0, 2.0, 3.0] * 2,
    }
    assert table.drop_columns("nok").to_pydict() == expected
    assert np.array_equal(table["nok"].to_numpy(), [0.5, np.nan, -1.0] * 2, equal_nan=True)
    assert table["nok"].null_count == 0


def test_names_of_different_pieces_become_one_list():
    pieces = [
        {
            "scenario": Text.all("base", 1),
            "replication": np.zeros(1, dtype=np.int32),
            "path": Text(np.array([0], dtype=np.int16), (name,)),
            "value": np.zeros(1),
        }
        for name in ("a", "b", "a")
    ]
    table = joined("assumptions", pieces)
    assert table.schema == SCHEMAS["assumptions"]
    assert table["path"].to_pylist() == ["a", "b", "a"]
    assert table["path"].combine_chunks().dictionary.to_pylist() == ["a", "b"]
