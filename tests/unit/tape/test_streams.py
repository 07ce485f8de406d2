import numpy as np
import pytest

from caseflow.tape.streams import Stream, generator, poisson_points


def source(*entity):
    return generator(1, 0, Stream.ARRIVALS, *entity)


def test_a_stream_begins_anew_each_time_it_is_asked_for():
    assert source(604).random(3).tolist() == source(604).random(3).tolist()


@pytest.mark.parametrize(
    "other",
    [
        generator(2, 0, Stream.ARRIVALS, 604),
        generator(1, 1, Stream.ARRIVALS, 604),
        generator(1, 0, Stream.ABSENCES, 604),
        generator(1, 0, Stream.ARRIVALS, 605),
        generator(1, 0, Stream.ARRIVALS, 604, 0),
    ],
    ids=["seed", "replication", "stream", "entity", "longer entity"],
)
def test_each_part_of_the_key_gives_another_stream(other):
    assert source(604).random() != other.random()


def test_no_stream_has_changed_its_number():
    assert {stream.name: stream.value for stream in Stream} == {
        "ASSUMPTION": 0,
        "ARRIVALS": 1,
        "KNOWN_CHILDREN": 2,
        "CASE_MARKS": 3,
        "OPEN_SPANS": 4,
        "ABSENCES": 5,
        "DEPARTURES": 6,
        "GROWTH": 7,
        "YEARS": 8,
        "REFUSALS": 9,
    }


def test_the_first_number_of_a_stream_is_golden():
    assert generator(2010, 3, Stream.CASE_MARKS, 604, 0, 1, 0).random() == 0.542605017061989


@pytest.mark.parametrize("until", [0.0, 1e-9, 3.0, 100.0])
def test_a_later_end_only_appends_points(until):
    points = poisson_points(source(1), until, marks=2)
    longer = poisson_points(source(1), 500.0, marks=2)
    assert longer[: len(points)].tolist() == points.tolist()
    assert (longer[len(points) :, 0] >= until).all()


def test_points_have_exponential_gaps_and_their_number_is_poisson():
    counts = [len(poisson_points(source(i), 50.0, marks=0)) for i in range(400)]
    # index of dispersion: (n - 1) x var / mean is chi-squared with 399 degrees: 6 standard deviations are 0.42
    assert np.var(counts) / np.mean(counts) == pytest.approx(1, abs=0.42)
    gaps = np.diff(poisson_points(source(1), 20_000.0, marks=0)[:, 0])
    # six standard errors of mean and squared coefficient of variation: false alarms below 1e-8
    assert gaps.mean() == pytest.approx(1, abs=6 / np.sqrt(20_000))
    assert gaps.std() ** 2 == pytest.approx(1, abs=6 * np.sqrt(8 / 20_000))
