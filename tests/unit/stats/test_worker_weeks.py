import pandas as pd

from caseflow.log import Kind
from caseflow.stats.worker_weeks import worker_weeks


def test_a_workers_week_has_its_caseload_its_days_and_those_away_or_vacant(make_world):
    world = make_world(until="2010-01-18", merger="2010-01-11")
    case = world.case()
    world.log(0, Kind.STAGE_ENTERED, case, stage=1, value=1)
    world.log(world.at("2010-01-06"), Kind.ASSIGNED, case, stage=1, worker=0, value=0)
    world.absent(0, "2010-01-07", "2010-01-11", sick=True)
    world.absent(2, "2010-01-04", "2010-01-05", vacant=True)
    world.is_scheduled[4] = False
    rows = pd.DataFrame(worker_weeks(world.written, world.tape, world.organisation))
    assert rows["worker"].tolist() == [0, 0, 1, 1, 2, 2, 3, 3]  # worker 4 has no post in this run
    assert set(rows["team"]) == {"M/all"}  # of the last organisation
    assert rows["date"].dt.strftime("%m-%d").unique().tolist() == ["01-04", "01-11"]
    own = rows.set_index("worker")[["cases", "days", "days_away", "days_vacant"]]
    assert own.loc[0].to_numpy().tolist() == [[0, 5, 2, 0], [1, 5, 1, 0]]
    assert own.loc[2].to_numpy().tolist() == [[0, 5, 0, 2], [0, 5, 0, 0]]
