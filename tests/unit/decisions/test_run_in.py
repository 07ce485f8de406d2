import numpy as np
import pytest

from caseflow.decisions.run_in import Truncation, moving_average, truncation


def test_welchs_moving_average_is_narrower_at_the_beginning_and_ends_before_the_end():
    found = moving_average(np.array([1.0, 2.0, 6.0, 4.0, 5.0, 9.0]), window=2)
    # 1; (1 + 2 + 6) / 3; (1 + 2 + 6 + 4 + 5) / 5; (2 + 6 + 4 + 5 + 9) / 5
    assert found[:4] == pytest.approx([1, 3, 3.6, 5.2])
    assert np.isnan(found[4:]).all()


def in_batches(*means: float) -> np.ndarray:
    """Five values around each mean."""
    return np.concatenate([mean + np.array([-2.0, -1, 0, 1, 2]) for mean in means])


def test_what_is_unlike_the_rest_is_cut_in_batches_of_five():
    # squared deviations over (k - d)^2, of 0, 6, 5, 6, 5, 6, 5 with mean 33/7: 27.4 / 49 = 0.56;
    # without the first 1.5 / 36 = 0.042; without two 1.2 / 25 = 0.048
    assert truncation(in_batches(0, 6, 5, 6, 5, 6, 5)) == Truncation(cut=5, is_conclusive=True)


def test_of_a_steady_series_nothing_is_cut():
    assert truncation(in_batches(5, 6, 5, 6, 5, 6, 5, 6)).cut == 0


def test_values_after_the_last_whole_batch_do_not_count():
    series = in_batches(5, 6, 5, 6, 5, 6)
    assert truncation(np.append(series, [90.0, 90.0])) == truncation(series)


def test_a_series_that_rises_all_the_way_has_no_steady_part():
    assert not truncation(np.arange(100.0)).is_conclusive


def test_a_series_that_is_too_short_is_refused():
    with pytest.raises(ValueError, match="24 values are too few: MSER-5 needs 25"):
        truncation(np.arange(24.0))
