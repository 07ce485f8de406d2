"""What is said of a run-in."""

import datetime as dt

import numpy as np

from caseflow.comparison.writing import Writer
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.decisions.run_in import Truncation
from caseflow.language import language
from caseflow.precision.findings import RunIn, Series
from caseflow.precision.tables import run_in_in_words

DATES = tuple(dt.date(2010, 1, 4) + dt.timedelta(weeks=week) for week in range(150))


def said(
    cut: int,
    later: list[float],
    *,
    is_conclusive: bool = True,
    replications: int = 100,
    compared: int = 13,
    lang: str = "en",
) -> str:
    change = ratio_of_sums(np.array(later), np.ones(len(later)))
    series = Series(np.zeros(150), np.zeros(150), Truncation(cut, is_conclusive), 20.0, change)
    run_in = RunIn(replications, DATES, 52, compared, {"open_investigations": series}, True)
    return "\n".join(run_in_in_words(run_in, Writer(language(lang))))


def test_a_cut_within_the_run_in_is_long_enough():
    words = said(52, [-1.0, 0.0, 2.5])
    assert "MSER-5 would cut the first 52 of 150 weeks; the run-in has 52, so that it is long enough." in words
    # mean 0.5, standard error sqrt(3.25 / 3) = 1.041, t = 4.303
    assert words.endswith("+0.50 [\N{MINUS SIGN}3.98 to +4.98], a difference that may be none.")


def test_a_cut_after_the_change_date_says_which_figures_contain_the_first_day():
    words = said(60, [1.0, 1.0, 1.1])
    assert "the run-in has only 52, so that the change comes while the state of the first day still shows" in words
    assert "figures of the first 8 weeks after it contain it" in words
    assert words.endswith("a drift that is no chance.")


def test_a_cut_of_more_than_half_finds_no_steady_part():
    words = said(80, [0.0, 0.0], is_conclusive=False)
    assert "MSER-5 would cut the first 80 of 150 weeks, more than half: it finds no steady part." in words


def test_what_few_replications_say_is_called_chance():
    assert said(5, [0.0, 0.0], replications=10).startswith("open investigations: MSER-5")
    assert said(5, [0.0, 0.0], replications=9).startswith("Weekly numbers of 9 replications are mostly chance")
    assert said(5, [0.0, 0.0], replications=1).startswith("Weekly numbers of one replication are mostly chance")


def test_of_one_week_nothing_is_told_in_the_plural():
    words = said(53, [0.0, 0.0], compared=1)
    assert "figures of the first week after it contain it" in words
    assert "The last week of the run-in has 20.0 on average, the same week a year later 20.0" in words
    words = said(53, [0.0, 0.0], compared=1, lang="nb")
    assert "tallene for den første uken etter den er preget av den" in words
    assert "Den siste uken av innkjøringen har i gjennomsnitt 20,0, den samme uken et år senere 20,0" in words


def test_the_same_is_said_in_norwegian():
    words = said(52, [-1.0, 0.0, 2.5], replications=1, lang="nb")
    assert words.startswith("Ukentlige tall fra én replikasjon er mest tilfeldigheter")
    assert "MSER-5 ville kuttet de 52 første av 150 uker; innkjøringen har 52, og er altså lang nok." in words
    assert words.endswith("+0,50 [\N{MINUS SIGN}3,98 til +4,98], en forskjell som kan være null.")
