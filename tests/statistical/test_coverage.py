"""Do 95 % intervals hold the truth in 95 % of small experiments? On made-up futures whose truth is known.

A thousand experiments of forty futures of three years each. Futures differ for good, as by their assumptions, years
differ by chance, and both models meet the same of both. The truth is that of 400,000 futures. The coverage of an exact
interval would leave 93 to 97 % in four of a thousand such tests; the seeds are fixed, so a failure is a change of the
method.
"""

import numpy as np
import pytest

from caseflow.decisions.chances import better_in
from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import difference
from caseflow.decisions.distribution import changed_chance, events, quantile, quantile_difference
from caseflow.decisions.jackknife import interval_of, ratio_of_sums
from caseflow.decisions.looking import looks, stated, worth

EXPERIMENTS, FUTURES, YEARS, TRUTH = 1000, 40, 3, 400_000


def draw(seed: int, shape: tuple[int, ...], cases: float) -> tuple[Counts, Counts]:
    """Breaches and limits under a model that misses 14 % of them in a middling year, and a baseline with 18 %."""
    generator = np.random.default_rng(seed)
    future = generator.normal(0, 0.5, (*shape, 1))
    year = generator.normal(0, 0.3, (*shape, YEARS))
    limits = generator.poisson(cases, (*shape, YEARS))
    found = []
    for share in (0.14, 0.18):
        own = generator.normal(0, 0.2, (*shape, YEARS))
        chance = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + future + year + own)))
        found.append(Counts(generator.binomial(limits, chance).astype(float), limits.astype(float)))
    return found[0], found[1]


@pytest.fixture(scope="module")
def few() -> tuple[tuple[Counts, Counts], tuple[Counts, Counts]]:
    """A small municipality: nine cases a year. (Experiments, the truth.)"""
    return draw(1, (EXPERIMENTS, FUTURES), 9), draw(2, (TRUTH,), 9)


@pytest.fixture(scope="module")
def many() -> tuple[tuple[Counts, Counts], tuple[Counts, Counts]]:
    """A region: two hundred cases a year."""
    return draw(3, (EXPERIMENTS, FUTURES), 200), draw(4, (TRUTH,), 200)


def share_of(counts: Counts):
    return ratio_of_sums(*counts.by_replication())


def covered(low, high, truth) -> float:
    return float(np.mean((low <= truth) & (truth <= high)))


@pytest.mark.parametrize("region", ["few", "many"])
def test_intervals_of_shares_and_of_their_difference_hold_the_truth(region: str, request: pytest.FixtureRequest):
    (model, baseline), (true_model, true_baseline) = request.getfixturevalue(region)
    truth = share_of(true_model).value, share_of(true_baseline).value
    found = difference(share_of(model), share_of(baseline))
    assert covered(*interval_of(share_of(baseline), is_share=True), truth[1]) == pytest.approx(0.95, abs=0.02)
    assert covered(found.low, found.high, truth[0] - truth[1]) == pytest.approx(0.95, abs=0.02)
    assert np.median(found.narrowed) > 1.2  # and pairing narrows them


def test_intervals_of_skewed_means_hold_the_truth_more_often_on_the_logarithm_than_plain():
    values = np.random.default_rng(7).exponential(1, (10 * EXPERIMENTS, 20))
    mean = ratio_of_sums(values, np.ones(values.shape))
    (plain_low, plain_high), (low, high) = mean.interval(), interval_of(mean, is_share=False)
    assert covered(plain_low, plain_high, 1) < 0.925
    assert covered(low, high, 1) > 0.935
    assert np.mean(high < 1) < 0.65 * np.mean(plain_high < 1)


def test_intervals_of_chances_of_a_year_and_of_their_difference_hold_the_truth(few):
    (model, baseline), (true_model, true_baseline) = few
    for event in events(3).values():
        found, truth = (changed_chance(*pair, event) for pair in ((model, baseline), (true_model, true_baseline)))
        assert covered(found.model.low, found.model.high, truth.model.share) == pytest.approx(0.95, abs=0.02)
        difference = found.difference
        assert covered(difference.low, difference.high, truth.difference.value) == pytest.approx(0.95, abs=0.02)


def test_the_interval_of_the_chance_of_being_better_holds_the_truth(many):
    (model, baseline), (true_model, true_baseline) = many
    found, truth = (
        better_in(a.futures, b.futures, "lower") for a, b in ((model, baseline), (true_model, true_baseline))
    )
    assert covered(found.low, found.high, truth.share) == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_interval_of_a_difference_of_quantiles_holds_the_truth(many, share: float):
    (model, baseline), (true_model, true_baseline) = many
    found = quantile_difference(quantile(model, share), quantile(baseline, share), 1)
    truth = quantile_difference(quantile(true_model, share), quantile(true_baseline, share), 1).value
    assert 0.93 < covered(found.low, found.high, truth) < 0.98  # in a thin tail a little too wide


def skewed(seed: int, experiments: int, futures: int) -> Counts:
    """Futures of a hundred limits, nearly all of which pass without a breach; a few go badly."""
    chance = np.random.default_rng(seed).gamma(0.25, 0.4, (experiments, futures))
    breaches = np.minimum(100 * chance, 100)
    return Counts(breaches[..., None], np.full((experiments, futures, 1), 100.0))


def test_what_a_growing_run_states_holds_the_truth_where_a_plain_interval_would_not():
    most = looks(324)
    counts, truth = skewed(5, EXPERIMENTS, most[-1]), share_of(skewed(6, 1, TRUTH)).value
    breaches, limits = counts.by_replication()
    for goal in (0.03, 0.05):
        held = {}
        for name, many in (("stated", worth(most, 1)), ("plain", 1.0)):
            stopped, hits = np.zeros((2, EXPERIMENTS), dtype=bool)
            for n in most:
                first = ratio_of_sums(breaches[:, :n], limits[:, :n])
                low, high = stated(first, many) if name == "stated" else first.interval()
                now = ~stopped & ((high - low <= 2 * goal) | (n == most[-1]))
                hits[now] = ((low <= truth) & (truth <= high))[now]
                stopped |= now
            held[name] = hits.mean()
        assert held["stated"] > 0.95
        assert held["plain"] < 0.93
