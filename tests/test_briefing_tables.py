"""Which tables a briefing is made from: one set, read once; of the dashboard that shows the page, not of another."""

import io
import shutil
from datetime import date

import docx
import pandas as pd
import pytest
from processed_folder import replaced, sign

from analysis import paths
from analysis.briefing import content
from analysis.models import answers as models
from analysis.research import workspace
from dashboard.app import create_app

DAY = date(2026, 11, 22)
HAICHENG = "210381"
PLACES = [(HAICHENG, False), ("210000", False), ("210302", True)]


@pytest.fixture
def copied(processed, tmp_path):
    folder = tmp_path / "other"
    shutil.copytree(processed, folder)
    return folder


def told(brief) -> list[str]:
    shown = [exhibit.title for exhibit in brief.exhibits]
    return [
        *(said.text for said in brief.summary),
        *(s.text for part in brief.sections for s in part.statements),
        *shown,
    ]


@pytest.mark.parametrize(("place", "short"), PLACES)
def test_a_brief_reads_no_other_tables_than_those_it_is_given(monkeypatch, place, short):
    space = workspace.current()
    expected = told(content.compose(place, day=DAY, short=short))

    def nowhere():
        raise AssertionError("the project's own tables were asked for")

    monkeypatch.setattr(paths, "processed", nowhere)
    assert told(content.compose(place, day=DAY, short=short, space=space)) == expected


def test_a_briefing_of_the_dashboard_has_the_numbers_of_its_pages(copied):
    """The dashboard lies over another folder, in which the plan is called otherwise, and then otherwise again."""
    client = create_app(copied).server.test_client()

    def text() -> str:
        answer = client.get(f"/briefing?region={HAICHENG}&format=docx&topic=orphan_standard")
        assert answer.status_code == 200
        return "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(answer.data)).paragraphs)

    plan = "海城市民政事业发展"
    for old, new in ((plan, "（甲）"), ("（甲）", "（乙）")):
        replaced(copied / "documents.csv", old, new)
        sign(copied)
        assert f"《{new}第十四个" in text() and plan not in text()


def test_tables_built_anew_are_read_anew(copied, monkeypatch):
    monkeypatch.setattr(paths, "processed", lambda: copied)
    first = workspace.current()
    assert workspace.current() is first
    size = (copied / "documents.csv").stat().st_size
    replaced(copied / "documents.csv", "海城市民政", "海城乙民政")
    second = workspace.current()
    assert (copied / "documents.csv").stat().st_size == size
    assert second is not first and second.tables["documents"]["title"].str.contains("海城乙民政").any()


def test_all_indicators_at_once_are_answered_as_one_by_one():
    space = workspace.current()
    asked = ["orphan_standard", "dibao_standard", "dibao_urban_rural_ratio", "tekun_standard"]
    assert set(asked) <= set(space.codelists.indicators.index)
    for place in (HAICHENG, "210000", "210302"):
        together = space.answers(place, asked, 0.06)
        assert list(together) == asked
        for indicator in asked:
            alone = models.answers(space.tables, space.codelists, place, indicator, 0.06)
            assert len(alone) == len(together[indicator])
            for one, other in zip(alone, together[indicator], strict=True):
                pd.testing.assert_series_equal(one.row, other.row, check_names=False)
                columns = ["year", "value", "figure_id"]
                pd.testing.assert_frame_equal(
                    one.known[columns].reset_index(drop=True), other.known[columns].reset_index(drop=True)
                )
                assert list(one.above["figure_id"]) == list(other.above["figure_id"])
