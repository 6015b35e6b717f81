"""One-page briefs of all counties of a province or city, made by several processes."""

from collections.abc import Callable
from datetime import date

from joblib import Parallel, delayed

from analysis.research.workspace import Workspace, current


def counties_of(region: str, space: Workspace | None = None) -> list[str]:
    """Codes of the counties in a province or city (code or name), ascending. Raises ValueError where there are none."""
    space = space or current()
    code = space.region(region)
    lineage, levels = space.codelists.lineage, space.codelists.regions["level"]
    below = lineage.loc[(lineage["ancestor_code"] == code) & (lineage["distance"] > 0), "region_code"]
    found = sorted(other for other in below if levels[other] == "county")
    if not found:
        raise ValueError(f"{space.region_names[code]}下没有县（市、区），--all-counties 用于省或市")
    return found


def one_pagers(
    codes: list[str],
    topic: str,
    rate: float | str,
    formats: tuple[str, ...],
    day: date,
    jobs: int = -1,
    progress: Callable[[str], None] = lambda code: None,
) -> tuple[dict[str, bytes], dict[str, str]]:
    """File name → content, and code → why there is none (Chinese).

    `jobs`: how many processes (-1: one a core); `progress` is called with each code that is done.
    """
    made: dict[str, bytes] = {}
    failed: dict[str, str] = {}
    tasks = (delayed(_one)(code, topic, rate, formats, day) for code in codes)
    for code, files, reason in Parallel(n_jobs=jobs, return_as="generator_unordered")(tasks):
        made |= files
        if reason:
            failed[code] = reason
        progress(code)
    return dict(sorted(made.items())), dict(sorted(failed.items()))


def _one(code: str, topic: str, rate: float | str, formats: tuple[str, ...], day: date) -> tuple[str, dict, str]:
    from analysis import briefing

    try:
        return code, briefing.brief(code, topic, rate, formats, day=day, short=True), ""
    except ValueError as error:
        return code, {}, str(error)
