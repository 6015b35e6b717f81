"""The main job: raw folders → data/processed. All problems at once, nothing half-written."""

import datetime
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis import paths, tables
from analysis.changes.compare import Changes, compare
from analysis.codelists import check as codelist_check
from analysis.codelists import definitions
from analysis.etl import boundaries, builds, derive, lock, signing
from analysis.etl.findings import findings
from analysis.etl.harmonise import harmonise
from analysis.etl.judgement import last_ended_year
from analysis.etl.read import read_raw
from analysis.models import assess, backtest, floor_backtest, floors, scores, withheld
from analysis.models.levels import Codelists, known_levels
from analysis.models.probability import reach_probability
from analysis.problems import DataProblems, Problem, raise_if_any

SCRATCH_PREFIX = ".processed-"


def checked_tables(
    judged_on: datetime.date, root: Path | None = None, to_be_signed: Collection[str] = ()
) -> dict[str, pd.DataFrame]:
    """Every table, conformed and checked. Raises DataProblems with all problems of the raw data.

    `judged_on`: the day of judgement. The last year that had ended by then counts, and nothing later than the day's
    year can be a fact. `to_be_signed`: ids of documents whose folder need not be as it was signed.
    """
    as_of = last_ended_year(judged_on)
    raw, problems = read_raw(paths.raw(root), judged_on)
    problems += codelist_check.problems()
    problems += signing.problems(raw.documents, to_be_signed)
    figures, found = harmonise(raw)
    problems += found
    raise_if_any(problems)

    documents = raw.documents
    baseline = derive.baselines(figures, documents)
    built = {
        "documents": documents,
        "regions": definitions.regions().reset_index(),
        "indicators": definitions.indicators().reset_index(),
        "figures": figures,
        "baselines": baseline,
        "targets": derive.targets(figures, documents, baseline),
        "observations": derive.observations(figures, documents),
        "coverage": derive.coverage(figures, documents, provinces(documents)),
    }
    built = {name: tables.conform(frame, name) for name, frame in built.items()}
    built["skill"] = tables.conform(skill(built), "skill")
    built["assessments"] = tables.conform(assessments(built, as_of), "assessments")
    found, problems = findings(built, paths.raw(root))
    raise_if_any(problems)
    built["findings"] = tables.conform(found, "findings")
    tables.check(built)
    return built


def skill(built: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The table of that name, from the others: where a backtest on them says that probabilities are worth showing."""
    levels = known_levels(built["baselines"], built["observations"], built["figures"])
    levels = withheld.without(levels, built["figures"])
    found = backtest.tested(levels, built["indicators"])
    floors_tested = floor_backtest.forecasts(levels, built["indicators"], found)
    return scores.skill(pd.concat([backtest.forecasts_of(found), floors_tested], ignore_index=True))


def assessments(built: dict[str, pd.DataFrame], as_of: int) -> pd.DataFrame:
    """The table of that name, from the others. Levels count up to the year `as_of`."""
    levels = known_levels(built["baselines"], built["observations"], built["figures"])
    codelists = Codelists(
        definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references()
    )
    rows = assess.assess(built["targets"], levels, built["figures"], codelists, as_of)
    rows = assess.with_rules(rows, built["figures"], levels, codelists)
    held, goals, peers = assess.for_probability(rows, built["targets"], levels, codelists)
    around = floors.around(rows, built["figures"], codelists.lineage)
    likely = reach_probability(held, goals, built["indicators"], as_of, peers, built["skill"], around)
    return assess.table(rows, likely)


def provinces(documents: pd.DataFrame) -> list[str]:
    """Codes of the provinces in which a plan's region lies."""
    plans = documents.loc[documents["kind"] == "plan", "region_code"]
    return sorted(set(definitions.province_of().reindex(plans).dropna()))


class Built(NamedTuple):
    """What a build wrote, and what is different in it.

    `changes` is None where nothing could be compared: no tables before (then `unread` is empty), or none that can be
    read (then it says why).
    """

    tables: dict[str, pd.DataFrame]
    changes: Changes | None
    unread: list[Problem]


def build(judged_on: datetime.date, root: Path | None = None, waiting: Callable[[], None] = lambda: None) -> Built:
    """Writes data/processed. The tables that lie there stay whole until all new ones are complete. Raises DataProblems
    for what is wrong in data/raw, and where the folder cannot be replaced.

    `judged_on`: see `checked_tables`; `datapackage.json` keeps the year. `waiting` is called where another build has to
    end first (analysis.etl.lock).
    """
    target = paths.processed(root)
    with lock.alone(target.parent, waiting=waiting):
        built = checked_tables(judged_on, root)
        with _told_if_refused(target):
            _recover(target)
            before, unread = _before(target)
            _write(built, target, last_ended_year(judged_on))
        # Read again, so that both sides have the digits that are written.
        changes = compare(before, builds.read(target), definitions.lineage()) if before else None
    return Built(built, changes, unread)


def compared(built: dict[str, pd.DataFrame], judged_on: datetime.date, root: Path | None = None) -> Built:
    """Checked tables against those that lie in data/processed; nothing is written there."""
    before, unread = _before(paths.processed(root))
    now = builds.as_written(built, last_ended_year(judged_on))
    return Built(built, compare(before, now, definitions.lineage()) if before else None, unread)


def _before(target: Path) -> tuple[builds.Build | None, list[Problem]]:
    """The build that lies there, or why it cannot be read; neither where none does."""
    if not any(target.glob("*.csv")):
        return None, []
    try:
        return builds.read(target), []
    except DataProblems as error:
        return None, error.problems


def _write(built: dict[str, pd.DataFrame], target: Path, as_of: int) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=target.parent))
    try:
        for name, frame in built.items():
            tables.write(frame, name, scratch)
        counties = boundaries.simplified_counties(boundaries.national_counties(), provinces(built["documents"]))
        boundaries.write(counties, scratch / boundaries.RESOURCE["path"])
        tables.write_datapackage(scratch, [boundaries.RESOURCE], as_of)
        scratch.chmod(0o755)  # mkdtemp's 0700 would lock other users out of the tables
        _swap(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _told_if_refused(target: Path) -> Iterator[None]:
    """What the system refuses as one problem. Windows moves no folder in which a program has a file open, as Excel has
    the table that it shows."""
    try:
        yield
    except OSError as error:
        raise DataProblems([_not_written(target, error)]) from None


def _not_written(target: Path, error: OSError) -> Problem:
    in_use = isinstance(error, PermissionError) and target.exists()
    found = "换不上新的数据表：" + (
        "其中有表正被别的程序打开，或没有写的权限" if in_use else error.strerror or str(error)
    )
    action = "关闭正打开这些表的程序（Excel、WPS），检查权限和磁盘空间，再运行一次；原有的表没有变"
    return Problem(paths.shown(target), 0, "tables-not-written", found, "可以替换的文件夹", action)


def _old(target: Path) -> Path:
    return target.with_name(f"{SCRATCH_PREFIX}old")


def _recover(target: Path) -> None:
    """Puts right what an interrupted build left behind: the old tables back in place, scratch folders away."""
    if _old(target).exists() and not target.exists():
        _old(target).rename(target)
    for leftover in target.parent.glob(f"{SCRATCH_PREFIX}*"):
        shutil.rmtree(leftover)


def _swap(scratch: Path, target: Path) -> None:
    """Two renames. Where the second fails, the old tables go back; where the machine stops between them, `_recover` of
    the next build finds them."""
    if target.exists():
        target.rename(_old(target))
    try:
        scratch.rename(target)
    except OSError:
        if _old(target).exists():
            _old(target).rename(target)
        raise
    shutil.rmtree(_old(target), ignore_errors=True)
