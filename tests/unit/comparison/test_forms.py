import numpy as np
import pytest

from caseflow.comparison.forms import Form, form_of
from caseflow.comparison.writing import Writer
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.language import language
from caseflow.stats.registry import BY_NAME

NAN = float("nan")
SHARE, COUNT = Form(is_share=True), Form(is_share=False)
EN, NB = Writer(language("en")), Writer(language("nb"))


def keyboard(text: str) -> str:
    """With the signs of a keyboard."""
    return text.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("form", "value", "text", "norwegian"),
    [
        (SHARE, 0.1832, "18.3%", "18,3 %"),
        (Form(is_share=True, cases=9.0), 0.16, "1.4 of 9.0", "1,4 av 9,0"),
        (COUNT, 27.44, "27.4", "27,4"),
        (COUNT, 0.444, "0.44", "0,44"),
        (COUNT, 6141.3, "6,141", "6 141"),
        (COUNT, 0.0, "0.0", "0,0"),
        (SHARE, NAN, "-", "-"),
    ],
)
def test_a_figure_is_written_as_fine_as_it_deserves(form: Form, value: float, text: str, norwegian: str):
    assert (keyboard(EN.figure(form, value)), keyboard(NB.figure(form, value))) == (text, norwegian)


@pytest.mark.parametrize(
    ("form", "interval", "text"),
    [
        (SHARE, (-0.029, -0.041, -0.018), "-2.9 [-4.1 to -1.8]"),
        (SHARE, (-0.051, -0.102, -0.0004), "-5.10 [-10.20 to -0.04]"),
        (SHARE, (0.0, 0.0, 0.0), "0.0 [0.0 to 0.0]"),
        (Form(is_share=True, cases=10.0), (-0.05, -0.1, 0.02), "-0.5 [-1.0 to +0.2]"),
        (COUNT, (1234.5, 1000.2, 1500.0), "+1,234 [+1,000 to +1,500]"),
        (SHARE, (0.01, NAN, NAN), "+1.0 [no interval]"),
        (SHARE, (NAN, NAN, NAN), "-"),
    ],
)
def test_a_difference_has_a_sign_and_an_end_that_is_not_zero_is_not_written_as_zero(form: Form, interval, text: str):
    assert keyboard(EN.changed(form, Difference(*map(np.array, interval), np.array(1.0)))) == text


def test_shares_of_few_cases_are_counts():
    assert form_of(BY_NAME["breach_share"], 29.9).unit == "cases a year"
    assert form_of(BY_NAME["breach_share"], 30.0).unit == "points"
    assert form_of(BY_NAME["effort_given_share"], 3.0).unit == "points"  # minutes, not cases
    assert form_of(BY_NAME["overdue_open"], 1.0).unit == ""


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "under 5%"), (0.049, "under 5%"), (0.5, "50%"), (0.96, "over 95%"), (NAN, "-")]
)
def test_no_chance_is_finer_than_a_model_can_know(share: float, text: str):
    assert keyboard(EN.language.chance(share)) == text


@pytest.mark.parametrize(
    ("figures", "text", "norwegian"),
    [
        ((0.75, 0.72, 0.784), "75% [72 to 78]", "75 % [72 til 78]"),
        ((0.92, 0.85, 0.97), "92% [85 to over 95]", "92 % [85 til over 95]"),
        ((0.02, 0.01, 0.3), "under 5% [under 5 to 30]", "under 5 % [under 5 til 30]"),
        ((0.99, 0.96, 1.0), "over 95%", "over 95 %"),
        ((0.0, 0.0, 0.01), "under 5%", "under 5 %"),
        ((0.5, NAN, NAN), "50%", "50 %"),
    ],
)
def test_nor_is_its_interval(figures: tuple[float, float, float], text: str, norwegian: str):
    found = Chance(*(np.array(figure) for figure in figures), np.array(9.0))
    assert EN.chance(found, sign_once=True) == text
    assert keyboard(NB.chance(found, sign_once=True)) == norwegian


def test_what_two_figures_are_of_is_said_once():
    few = Form(is_share=True, cases=9.0)
    assert EN.from_to(few, 2.3 / 9, 1.4 / 9) == "2.3 to 1.4 of 9.0"
    assert EN.from_to(SHARE, 0.183, 0.12) == "18.3 to 12.0%"
    assert EN.from_to(COUNT, 0.0, 1.5) == "0.0 to 1.5"
    assert EN.from_to(COUNT, 0.01, 0.0) == "0.01 to 0.00"
    assert EN.from_to(COUNT, 98.2, 104.1) == "98 to 104"
    assert keyboard(NB.from_to(SHARE, 0.183, 0.12)) == "18,3 til 12,0 %"


def test_the_interval_of_effort_given_ends_at_all_of_it():
    effort = BY_NAME["effort_given_share"]
    nearly = ratio_of_sums(np.array([0.9] + [1.0] * 9), np.ones(10))
    assert EN.mean(form_of(effort, 1000.0), nearly) == "99.0% [91.0 to 99.9]"
    assert (effort.bound, BY_NAME["breach_share"].bound, BY_NAME["reports"].bound) == (1, 1, np.inf)


def test_a_figure_of_nothing_or_all_in_every_future_has_no_interval():
    nothing, all_ = (ratio_of_sums(np.full(10, of), np.ones(10)) for of in (0.0, 1.0))
    assert (EN.mean(COUNT, nothing), EN.mean(SHARE, nothing)) == ("0.0", "0.0%")
    assert (EN.mean(COUNT, all_), EN.mean(SHARE, all_)) == ("1.0 [1.0 to 1.0]", "100.0%")


def test_an_interval_of_a_mean_has_no_star_though_few_futures_make_most_of_it():
    found = ratio_of_sums(np.array([0.5] + [0] * 9), np.ones(10))
    assert found.is_of_few
    assert EN.mean(COUNT, found) == "0.05 [0.01 to 0.48]"
