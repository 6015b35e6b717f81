"""The main job: raw folders → data/processed. All problems at once, nothing half-written."""

import datetime
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.codelists import check as codelist_check
from analysis.codelists import definitions
from analysis.etl import boundaries, derive, lock
from analysis.etl.findings import findings
from analysis.etl.harmonise import harmonise
from analysis.etl.read import read_raw
from analysis.models import assess
from analysis.models.levels import Codelists, known_levels
from analysis.models.probability import reach_probability
from analysis.problems import DataProblems, Problem, raise_if_any

SCRATCH_PREFIX = ".processed-"


def checked_tables(root: Path | None = None, judged_on: datetime.date | None = None) -> dict[str, pd.DataFrame]:
    """Every table, conformed and checked. Raises DataProblems with all problems of the raw data.

    `judged_on`: the day after which nothing can be a fact; None: no year is too late.
    """
    raw, problems = read_raw(paths.raw(root), judged_on)
    problems += codelist_check.problems()
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
    built["assessments"] = tables.conform(assessments(built), "assessments")
    found, problems = findings(built, paths.raw(root))
    raise_if_any(problems)
    built["findings"] = tables.conform(found, "findings")
    tables.check(built)
    return built


def assessments(built: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The table of that name, from the others. Levels count up to the last year that anything is known of."""
    levels = known_levels(built["baselines"], built["observations"], built["figures"])
    as_of = int(levels["year"].max()) if len(levels) else int(built["documents"]["baseline_year"].max())
    codelists = Codelists(
        definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references()
    )
    rows = assess.assess(built["targets"], levels, codelists, as_of)
    rows = assess.with_rules(rows, built["figures"], codelists)
    held, goals, peers = assess.for_probability(rows, built["targets"], levels, codelists)
    return assess.table(rows, reach_probability(held, goals, built["indicators"], as_of, peers))


def provinces(documents: pd.DataFrame) -> list[str]:
    """Codes of the provinces in which a plan's region lies."""
    plans = documents.loc[documents["kind"] == "plan", "region_code"]
    return sorted(set(definitions.province_of().reindex(plans).dropna()))


def build(
    root: Path | None = None, waiting: Callable[[], None] = lambda: None, judged_on: datetime.date | None = None
) -> dict[str, pd.DataFrame]:
    """Writes data/processed. The tables that lie there stay whole until all new ones are complete. Raises DataProblems
    for what is wrong in data/raw, and where the folder cannot be replaced.

    `judged_on`: see `checked_tables`. `waiting` is called where another build has to end first (analysis.etl.lock).
    """
    target = paths.processed(root)
    with lock.alone(target.parent, waiting=waiting):
        built = checked_tables(root, judged_on)
        _write(built, target)
    return built


def _write(built: dict[str, pd.DataFrame], target: Path) -> None:
    try:
        _recover(target)
        scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=target.parent))
    except OSError as error:
        raise _not_written(target, error) from None
    try:
        for name, frame in built.items():
            tables.write(frame, name, scratch)
        counties = boundaries.simplified_counties(boundaries.national_counties(), provinces(built["documents"]))
        boundaries.write(counties, scratch / boundaries.RESOURCE["path"])
        tables.write_datapackage(scratch, [boundaries.RESOURCE])
        scratch.chmod(0o755)  # mkdtemp's 0700 would lock other users out of the tables
        _swap(scratch, target)
    except OSError as error:
        raise _not_written(target, error) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _not_written(target: Path, error: OSError) -> DataProblems:
    """Windows moves no folder in which a program has a file open, as Excel has the table that it shows."""
    in_use = isinstance(error, PermissionError) and target.exists()
    found = "换不上新的数据表：" + (
        "其中有表正被别的程序打开，或没有写的权限" if in_use else error.strerror or str(error)
    )
    action = "关闭正打开这些表的程序（Excel、WPS），检查权限和磁盘空间，再运行一次；原有的表没有变"
    return DataProblems([Problem(paths.shown(target), 0, "tables-not-written", found, "可以替换的文件夹", action)])


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
