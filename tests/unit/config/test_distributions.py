import math

import numpy as np
import pytest
from scipy import stats

from caseflow.config.distributions import (
    length_biased_quantile,
    mean,
    quantile,
    share_beyond,
    spell_in_progress,
    triangular_quantile,
    whole_quantile,
)
from caseflow.config.schema import (
    BetaDistribution,
    Deterministic,
    Exponential,
    Gamma,
    Geometric,
    Lognormal,
    Part,
    Poisson,
    Triangular,
    Uniform,
)
from caseflow.errors import UserError

SIGMA = math.sqrt(math.log(1.36))

CONTINUOUS = [
    (Exponential(distribution="exponential", mean=3.0), stats.expon(scale=3)),
    (Gamma(distribution="gamma", mean=6.0, cv=0.5), stats.gamma(4, scale=1.5)),
    (
        Lognormal(distribution="lognormal", mean=25.0, cv=0.6),
        stats.lognorm(SIGMA, scale=25 / math.sqrt(1.36)),
    ),
    (Lognormal(distribution="lognormal", median=7.85, sigma=1.0), stats.lognorm(1.0, scale=7.85)),
    (BetaDistribution(distribution="beta", a=6.0, b=1.6, scale=0.93), stats.beta(6, 1.6, scale=0.93)),
    (Uniform(distribution="uniform", low=2.0, high=5.0), stats.uniform(2, 3)),
    (Triangular(distribution="triangular", low=5.0, mode=20.0, high=40.0), stats.triang(15 / 35, loc=5, scale=35)),
]
DISCRETE = [
    (Poisson(distribution="poisson", mean=6.0), stats.poisson(6)),
    (Poisson(distribution="poisson", mean=0.01), stats.poisson(0.01)),
    (Poisson(distribution="poisson", mean=400.0), stats.poisson(400)),
    (Geometric(distribution="geometric", mean=1.6), stats.geom(1 / 1.6)),
]
CAPPED = Lognormal(distribution="lognormal", median=7.85, sigma=2.24, cap=365.0)


def name(value):
    return type(value).__name__ if isinstance(value, Part) else None


U = np.linspace(0.0005, 0.9995, 1000)


@pytest.mark.parametrize(("distribution", "reference"), CONTINUOUS + DISCRETE, ids=name)
def test_quantiles_are_those_of_scipy(distribution, reference):
    np.testing.assert_allclose(quantile(distribution, U), reference.ppf(U), rtol=1e-9)


@pytest.mark.parametrize("n", [3, 20_000])
@pytest.mark.parametrize("factor", [0.0, 0.25, 1.0, 91.3125])
@pytest.mark.parametrize(
    "distribution",
    [
        *(distribution for distribution, _ in CONTINUOUS),
        Gamma(distribution="gamma", mean=1.0, cv=1e-3),
        Gamma(distribution="gamma", mean=20.0, cv=3.0),
        Gamma(distribution="gamma", mean=1e-9, cv=0.7),
        BetaDistribution(distribution="beta", a=0.05, b=0.1, scale=3.0),
        BetaDistribution(distribution="beta", a=300.0, b=2.0),
    ],
    ids=str,
)
def test_a_whole_quantile_is_the_nearest_whole_number(distribution, factor, n):
    u = np.concatenate([[0.0, 2**-53, 1 - 2**-40], np.random.default_rng(1).random(n)])
    assert whole_quantile(distribution, u, factor).tolist() == np.rint(quantile(distribution, u) * factor).tolist()


@pytest.mark.parametrize(("distribution", "reference"), CONTINUOUS + DISCRETE, ids=name)
def test_means_are_those_of_scipy(distribution, reference):
    assert mean(distribution) == pytest.approx(reference.mean(), rel=1e-9)


@pytest.mark.parametrize(("distribution", "reference"), CONTINUOUS + DISCRETE, ids=name)
def test_values_have_the_variance_of_scipy(distribution, reference):
    values = quantile(distribution, (np.arange(200_000) + 0.5) / 200_000)
    assert values.var() == pytest.approx(reference.var(), rel=0.01)


@pytest.mark.parametrize(
    "distribution",
    [*(d for d, _ in CONTINUOUS + DISCRETE), CAPPED, Deterministic(distribution="deterministic", value=2.5)],
    ids=name,
)
def test_the_smallest_uniform_gives_the_smallest_value_and_any_shape_is_kept(distribution):
    values = quantile(distribution, np.array([[0.0, 0.5], [0.9, 1 - 2.0**-53]]))
    assert values.shape == (2, 2)
    assert np.isfinite(values).all()
    assert (np.diff(values.ravel()) >= 0).all()


def test_a_constant_is_always_itself():
    constant = Deterministic(distribution="deterministic", value=2.5)
    assert quantile(constant, np.array([0.0, 0.7])).tolist() == [2.5, 2.5]
    assert mean(constant) == 2.5


def test_a_cap_cuts_the_lognormal_and_its_mean():
    values = quantile(CAPPED, (np.arange(1_000_000) + 0.5) / 1_000_000)
    assert values.max() == 365
    assert mean(CAPPED) == pytest.approx(values.mean(), rel=1e-4)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"median": 2.0, "sigma": 1e200, "cap": 10.0}, 5.0),  # half of it at 0, half at the cap
        ({"median": 2.0, "sigma": 1e-200, "cap": 10.0}, 2.0),
        ({"median": 10.0, "sigma": 1e-200, "cap": 2.0}, 2.0),
        ({"median": 2.0, "sigma": 100.0}, math.inf),
        ({"mean": 2.0, "cv": 1e-200, "cap": 10.0}, 2.0),
        ({"mean": 2.0, "cv": 1e200, "cap": 10.0}, 0.0),
    ],
)
def test_a_lognormals_mean_goes_to_its_limit(parameters, expected):
    assert mean(Lognormal(distribution="lognormal", **parameters)) == pytest.approx(expected)


def test_a_lognormal_needs_two_numbers_of_one_kind():
    with pytest.raises(UserError, match="mean and cv, or median and sigma"):
        mean(Lognormal(distribution="lognormal", mean=3.0, sigma=1.0))


def test_a_minimum_raises_counts_and_their_mean():
    at_least_two = Poisson(distribution="poisson", mean=1.0, minimum=2)
    # 0 (probability 1/e) is raised by 2, 1 (probability 1/e) by 1
    assert mean(at_least_two) == pytest.approx(1 + 3 / math.e)
    assert quantile(at_least_two, np.array([0.1, 0.5, 0.95])).tolist() == [2, 2, 3]


def test_a_geometric_count_of_mean_one_is_always_one():
    assert quantile(Geometric(distribution="geometric", mean=1.0), np.array([0.0, 0.999])).tolist() == [1, 1]


def test_a_triangle_may_lean_to_either_end_and_below_zero():
    u = np.array([0.0, 0.25, 0.999999999999])
    assert triangular_quantile(-2.0, -2.0, 0.0, u).tolist() == pytest.approx([-2, -math.sqrt(3), 0], abs=1e-5)
    assert triangular_quantile(0.0, 4.0, 4.0, u).tolist() == pytest.approx([0, 2, 4], abs=1e-5)


@pytest.mark.parametrize(
    ("distribution", "biased"),
    [
        (Exponential(distribution="exponential", mean=3.0), stats.gamma(2, scale=3)),
        (Gamma(distribution="gamma", mean=6.0, cv=0.5), stats.gamma(5, scale=1.5)),
        (
            Lognormal(distribution="lognormal", mean=25.0, cv=0.6),
            stats.lognorm(SIGMA, scale=25 / math.sqrt(1.36) * 1.36),
        ),
        (BetaDistribution(distribution="beta", a=6.0, b=1.6), stats.beta(7, 1.6)),
        (Uniform(distribution="uniform", low=0.0, high=5.0), stats.triang(1, scale=5)),
        (Deterministic(distribution="deterministic", value=4.0), stats.uniform(4, 1e-12)),
    ],
    ids=name,
)
def test_length_biased_quantiles_are_those_of_theory(distribution, biased):
    np.testing.assert_allclose(length_biased_quantile(distribution, U), biased.ppf(U), rtol=2e-3)


@pytest.mark.parametrize(
    ("distribution", "share"),
    [
        (Exponential(distribution="exponential", mean=400.0), math.exp(-730 / 400)),
        (Uniform(distribution="uniform", low=630.0, high=830.0), 25 / 730),
        (Deterministic(distribution="deterministic", value=1000.0), 0.27),
        (Lognormal(distribution="lognormal", median=7.85, sigma=2.24, cap=365.0), 0.0),
    ],
)
def test_the_part_of_all_days_that_lies_beyond_the_first_two_years(distribution, share):
    assert share_beyond(distribution, 730) == pytest.approx(share, rel=2e-3)


def test_the_rest_of_an_exponential_spell_is_exponential():
    grid = (np.arange(1000) + 0.5) / 1000
    u_length, u_place = (u.ravel() for u in np.meshgrid(grid, grid))
    _, residual = spell_in_progress(Exponential(distribution="exponential", mean=3.0), u_length, u_place)
    levels = np.array([0.1, 0.5, 0.9, 0.99])
    np.testing.assert_allclose(np.quantile(residual, levels), stats.expon(scale=3).ppf(levels), rtol=0.01)


def test_age_and_rest_of_a_constant_spell_add_up_to_it():
    age, residual = spell_in_progress(
        Deterministic(distribution="deterministic", value=10.0), np.array([0.1, 0.9]), np.array([0.25, 0.5])
    )
    assert (age.tolist(), residual.tolist()) == ([7.5, 5.0], [2.5, 5.0])
