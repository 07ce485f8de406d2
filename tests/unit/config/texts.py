"""Config texts that tests share."""

SOUND = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
baseline: today
municipalities:
  North: {number: 1, children_0_17: 1400, reports_per_1000_children_per_year: 42, open_measures: 55}
  South: {number: 2, children_0_17: 650, reports_per_1000_children_per_year: 40, open_measures: 24}
staff:
  N: {number: 1, posts_fte: [2 x 1.0, 0.8], office: North}
  S: {number: 2, posts_fte: [1.0, 0.5], office: South}
models:
  today:
    services:
      North: {municipalities: [North], generalists: [N]}
      South:
        municipalities: [South]
        teams:
          intake: {covers: [intake, investigation], staff: [S.1]}
          measures: {covers: [measures, care], staff: [S.2]}
"""


def sound_but(old: str, new: str, more: str = "") -> str:
    """The sound config with one passage replaced and something added at its end."""
    assert SOUND.count(old) == 1, old
    return SOUND.replace(old, new) + more


def sound_and(more: str) -> str:
    """The sound config with more at its end."""
    return SOUND + more
