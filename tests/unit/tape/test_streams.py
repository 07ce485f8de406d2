import numpy as np
import pytest

from caseflow.tape.streams import Stream, poisson_points, uniforms


def numbers(n, *entity, seed=1, replication=0, stream=Stream.ARRIVALS, begin=0):
    """The first numbers of one stream."""
    return uniforms(seed, replication, stream, [entity], np.array([n]), np.array([begin])).tolist()


def points(until, marks, entities=((1,),), **key):
    """Whose, and the points, of some processes with one end."""
    of = {"seed": 1, "replication": 0, "stream": Stream.ARRIVALS, **key}
    return poisson_points(**of, entities=entities, until=np.full(len(entities), until), marks=marks)


@pytest.mark.parametrize("seed", [0, 2010, 2**32 - 1, 2**32, 2**64 + 5, 2**130 + 7])
def test_streams_are_those_of_numpys_generators(seed):
    entities = np.array([(604, 0, 3), (604, 0, 3), (604, 0, 3), (2**32 - 1, 7, 0), (604, 0, 4), (604, 0, 3)])
    begins, counts = np.array([0, 5, 1000, 0, 77, 3]), np.array([5, 2, 40, 3, 1, 0])
    drawn = uniforms(seed, 9, Stream.CASE_MARKS, entities, counts, begins)
    expected = []
    for entity, begin, count in zip(entities.tolist(), begins, counts, strict=True):
        key = np.random.SeedSequence(seed, spawn_key=(9, Stream.CASE_MARKS, *entity))
        expected += np.random.Generator(np.random.PCG64(key)).random(begin + count)[begin:].tolist()
    assert drawn.tolist() == expected


def test_a_stream_begins_anew_each_time_it_is_asked_for():
    assert numbers(3, 604) == numbers(3, 604)


@pytest.mark.parametrize(
    "other",
    [
        numbers(1, 604, seed=2),
        numbers(1, 604, replication=1),
        numbers(1, 604, stream=Stream.ABSENCES),
        numbers(1, 605),
        numbers(1, 604, 0),
    ],
    ids=["seed", "replication", "stream", "entity", "longer entity"],
)
def test_each_part_of_the_key_gives_another_stream(other):
    assert numbers(1, 604) != other


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
        "SHOCKS": 10,
        "SHOCK_MARKS": 11,
    }


def test_the_first_number_of_a_stream_is_golden():
    assert numbers(1, 604, 0, 1, 0, seed=2010, replication=3, stream=Stream.CASE_MARKS) == [0.542605017061989]


@pytest.mark.parametrize("until", [0.0, 1e-9, 3.0, 100.0])
def test_a_later_end_only_appends_points(until):
    _, few = points(until, marks=2)
    _, more = points(500.0, marks=2)
    assert more[: len(few)].tolist() == few.tolist()
    assert (more[len(few) :, 0] >= until).all()


def test_a_process_with_very_many_points_gets_all_of_them():
    # 488 numbers are four standard deviations and more than usual, and once in 100,000 times too few
    crowded = (24_006,)
    whose, drawn = points(400.0, marks=0, entities=[(1,), crowded, (2,)])
    gaps = -np.log1p(-np.array(numbers(600, *crowded)))
    expected = [moment for moment in np.cumsum(gaps).tolist() if moment < 400]
    assert drawn[whose == 1, 0].tolist() == expected
    assert len(expected) > 488
    assert drawn[whose == 0].tolist() == points(400.0, marks=0)[1].tolist()


def test_points_have_exponential_gaps_and_their_number_is_poisson():
    whose, _ = points(50.0, marks=0, entities=[(i,) for i in range(400)])
    counts = np.bincount(whose, minlength=400)
    # index of dispersion: (n - 1) x var / mean is chi-squared with 399 degrees: 6 standard deviations are 0.42
    assert np.var(counts) / np.mean(counts) == pytest.approx(1, abs=0.42)
    gaps = np.diff(points(20_000.0, marks=0)[1][:, 0])
    # six standard errors of mean and squared coefficient of variation: false alarms below 1e-8
    assert gaps.mean() == pytest.approx(1, abs=6 / np.sqrt(20_000))
    assert gaps.std() ** 2 == pytest.approx(1, abs=6 * np.sqrt(8 / 20_000))
