import numpy as np
import pytest

from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Kind, Log, assert_equal, describe, task_kind

READY = (5, Kind.TASK_READY, 1, 0, 0, -1, 90)
REPORT = (5, Kind.REPORT, 1, -1, -1, -1, 0)
LATER = (6, Kind.REPORT, 0, -1, -1, -1, 1)


def test_rows_stand_in_canonical_order_however_they_came():
    logs = [Log.from_rows(rows) for rows in ([READY, REPORT, LATER], [LATER, REPORT, READY])]
    assert_equal(*logs)
    assert logs[0].table().tolist() == [list(REPORT), list(READY), list(LATER)]


def test_an_empty_log_has_no_rows():
    assert len(Log.from_rows([])) == 0


def test_rows_of_a_kind_keep_their_order():
    assert Log.from_rows([READY, REPORT, LATER]).of(Kind.REPORT).case.tolist() == [1, 0]


def test_the_first_difference_is_told_in_words():
    with pytest.raises(AssertionError, match="row 1: tick 5: task_ready, case 1, screening 0, intake, value 90"):
        assert_equal(Log.from_rows([REPORT, READY]), Log.from_rows([REPORT, (*READY[:-1], 91)]))


def test_a_row_more_is_told_in_words():
    with pytest.raises(AssertionError, match="2 rows against 1; the first one more: tick 6: report, case 0, value 1"):
        assert_equal(Log.from_rows([REPORT, LATER]), Log.from_rows([REPORT]))


def test_the_second_workers_part_is_named():
    task = TASK_KIND_FACTOR + SECOND_TASK + 3
    row = np.array((7, Kind.WORK_STARTED, 2, task, 1, 4, 30))
    assert describe(row) == "tick 7: work_started, case 2, contact 3 (second worker), investigation, worker 4, value 30"


def test_the_kind_of_a_task_is_in_its_number():
    assert task_kind(np.array([-1, 0, TASK_KIND_FACTOR + 2, 10 * TASK_KIND_FACTOR])).tolist() == [-1, 0, 1, 10]


def test_a_log_refuses_numbers_that_it_cannot_hold() -> None:
    for number in (2**31, -(2**31) - 1):
        with pytest.raises(OverflowError, match="32 bits"):
            Log.from_rows([(number, 5, 0, -1, -1, -1, 0)])


def test_what_is_made_of_a_column_does_not_overflow() -> None:
    log = Log.from_rows([(2**31 - 1, 5, 0, -1, -1, -1, 0)])
    assert (log.tick * 1000).tolist() == [(2**31 - 1) * 1000]
