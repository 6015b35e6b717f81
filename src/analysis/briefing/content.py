"""What a brief says: conclusions, chapters, charts, tables, and what the data do not tell."""

from datetime import date

from analysis.briefing import chapters, county, gather, target_tables
from analysis.briefing.completion import finish
from analysis.briefing.parts import Brief, Section, Statement
from analysis.codelists import definitions
from analysis.research import assessed
from analysis.research.workspace import Workspace, current

ALL_TOPICS = "全部领域"


def topics() -> dict[str, str]:
    """What a brief can be narrowed to: Chinese name of a domain → its code."""
    return {name: code for code, name in definitions.terms()["domain"].items()}


def topic_code(text: str, space: Workspace) -> tuple[str, str]:
    """Code and name of a topic: a domain or an indicator, by code or Chinese name; ("", ALL_TOPICS) for "".

    Raises ValueError (Chinese, with the choices) for what is neither.
    """
    if text in ("", ALL_TOPICS):
        return "", ALL_TOPICS
    names = definitions.terms()["domain"]
    if text in names or text in topics():
        code = text if text in names else topics()[text]
        return code, names[code]
    try:
        code = space.indicator_id(text)
    except ValueError as error:
        raise ValueError(f"没有主题“{text}”；可用的领域：{'、'.join(topics())}；或一个指标（{error}）") from None
    return code, space.indicator(code)["name_zh"]


def compose(
    region: str,
    topic: str = "",
    rate: float | str = "8%",
    *,
    day: date,
    short: bool = False,
    space: Workspace | None = None,
) -> Brief:
    """The brief of a place, by code or unambiguous name. `day` is printed on it and stands in the file names.

    `topic`: see `topic_code`. `short`: one page. `space`: the tables, all of one build (default: data/processed as
    it is now). Raises ValueError (Chinese) for what is unknown or ambiguous, and where the tables say nothing about the
    place and topic.
    """
    space = space or current()
    code, fraction = space.region(region), space.rate(rate)
    wanted, topic_name = topic_code(topic, space)
    targets = gather.within_topic(assessed.assess(code, fraction, space=space).frame, wanted, space)
    if short:
        return county.one_page(code, wanted, topic_name, fraction, targets, day, space)
    parts = [
        chapters.of_targets(targets, fraction, space),
        chapters.of_standards(code, wanted, targets, fraction, space),
        # For a topic that was asked for, rather a map of one colour than none.
        chapters.of_coverage(code, wanted, targets, space, telling_only=not wanted),
    ]
    if not any(parts):
        parts = [chapters.of_coverage(code, wanted, targets, space, telling_only=False)]
    sections = tuple(section for section in [*parts, chapters.of_findings(code, wanted, space)] if section)
    place = space.region_names[code]
    if list(space.region_names.values).count(place) > 1:  # several cities have a 和平区
        place = county.with_city(code, space)
    if not any(parts):
        raise ValueError(f"数据中没有{place}“{topic_name}”的目标、标准或覆盖率，写不成简报")
    if targets.empty and not wanted:  # says also what was not audited
        summary = (county.own_targets(targets, code, space), *_summary(tuple(filter(None, parts))))
    else:
        summary = _summary(sections)
    return finish(
        region_code=code,
        topic=topic_name,
        title=f"{place}“十四五”民政事业目标进展" + ("" if not wanted else f"：{topic_name}"),
        summary=summary,
        sections=sections,
        day=day,
        space=space,
        place=place,
        tables={"本地全部目标": target_tables.everything(targets)} if len(targets) else {},
    )


def _summary(sections: tuple[Section, ...]) -> tuple[Statement, ...]:
    """The first statement of each chapter, and a few of the first one: the targets that need attention first."""
    chosen: list[Statement] = []
    for section in sections:
        most = 5 if section is sections[0] else 1
        chosen += section.statements[:most]
    return tuple(chosen)
