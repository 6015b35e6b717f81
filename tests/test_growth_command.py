"""`python -m analysis growth`: the known answers, the JSON contract, and every question that has to be asked back."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import tables
from analysis.__main__ import app
from analysis.codelists import definitions
from analysis.domain import question
from analysis.domain.places import Places, forms
from analysis.models.amounts import quantity, share
from analysis.models.answers import answers
from analysis.models.levels import Codelists
from analysis.numerals import percent
from analysis.numerals import scaled as number

CODELISTS = Codelists(definitions.indicators(), definitions.regions(), definitions.lineage(), definitions.references())
PLACES = Places(definitions.regions(), definitions.region_changes())
KEYS = [
    "region_code", "indicator_id", "residence", "arrangement", "baseline", "target", "rate", "projected", "met",
    "condition", "gap", "needed_rate", "needed_rate_from_now", "year_reached", "observed", "outcome", "last_standing",
    "as_of", "probability", "peers_share", "reach_80", "reach_50", "reach_20",
]  # fmt: skip


def asked(*words: str, status: int = 0) -> str:
    """What the command prints, stdout and stderr together."""
    result = CliRunner().invoke(app, ["growth", *words])
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result.output


def as_json(*words: str) -> dict | list:
    return json.loads(asked(*words, "--json"))


@pytest.mark.parametrize(
    ("arrangement", "base", "target", "projected"),
    [("dispersed", 1680, 2520, 2468), ("collective", 2200, 3300, 3233)],
)
def test_haicheng_orphans_miss_their_target_at_8_percent(arrangement, base, target, projected):
    """By hand: base · 1.5 against base · 1.08^5; 1.5^(1/5) − 1 = 8.447%."""
    answer = as_json("210381", "orphan_standard", "--arrangement", arrangement)
    assert list(answer) == KEYS
    assert answer["baseline"] == {"year": 2020, "value": base, "figure_id": answer["baseline"]["figure_id"]}
    assert answer["target"]["year"] == 2025
    assert answer["target"]["value"] == pytest.approx(target)
    assert round(answer["projected"]) == projected
    assert answer["met"] is False
    assert answer["gap"] == pytest.approx(target - base * 1.08**5)
    assert answer["needed_rate"] == pytest.approx(0.08447, abs=5e-6)
    assert answer["year_reached"] == 2026
    assert [level["year"] for level in answer["observed"]] == [2023, 2024]
    text = asked("海城", "孤儿基本生活养育标准", "--arrangement", arrangement)
    amounts = f"{base:,} 元/人·月", f"累计提高 50%（折算 {target:,} 元）", f"{projected:,}"
    for expected in (*amounts, "从2020年起每年 8.45%", "2026年才达到", "判断：到期未公布，末次滞后（2024年）"):
        assert expected in text


def test_nothing_is_asked_of_a_year_that_is_over():
    """The target year 2025 has ended: no growth "from now", in words or for programs; it goes on where it runs."""
    for arrangement in ("dispersed", "collective"):
        assert as_json("210381", "orphan_standard", "--arrangement", arrangement)["needed_rate_from_now"] is None
        text = asked("210381", "orphan_standard", "--arrangement", arrangement)
        assert "余下" not in text and "期限已过，2025年实际数未公布" in text
    running = next(one for one in as_json("全国", "nursing_bed_share") if one["target"]["year"] == 2030)
    assert running["needed_rate_from_now"] is not None and running["outcome"] == "on_path"
    assert "从2025年起每年提高 1.1 个百分点" in asked("全国", "nursing_bed_share")


@pytest.mark.parametrize("words", [("海城", "orphan_standard"), ("辽宁", "orphan_average_standard")])
def test_of_a_year_that_is_over_nothing_is_called_to_come(words):
    """Targets for 2025, judged at its end: no growth is needed any more and no level can be reached."""
    text = asked(*words)
    assert "可能性：" in text and not [one for one in ("所需的增速", "今后", "可达到") if one in text]


@pytest.mark.parametrize(
    ("residence", "figure"), [("urban", "liaoning-2021-2025#27"), ("rural", "liaoning-2021-2025#28")]
)
def test_the_target_above_is_that_of_the_same_series(residence, figure):
    """台安 has no target for its 低保; 辽宁's for the towns and for the villages are two figures."""
    text = asked("台安县", "dibao_standard", "--residence", residence)
    assert f"上级的相关目标：辽宁省最低生活保障平均标准（{figure}）" in text


def test_an_undivided_target_says_whose_level_is_told_where_both_parts_are_known():
    """辽宁's orphans: both averages are published, the collective one lies further behind its path."""
    assert "按集中、分散中进展较慢的集中判断" in asked("辽宁", "orphan_average_standard")


def test_a_yearly_floor_keeps_its_condition_also_when_its_level_is_reached():
    """海城 rural 低保: 591 元 in 2024 is above 568, but 2021 to 2023 and 2025 are not known; 鞍山's rise is context."""
    text = asked("海城", "dibao_standard", "--residence", "rural")
    assert "2021—2025年每年都须不低于 5%（2024年做到，2021—2023年、2025年的增幅未公布）" in text
    assert "鞍山市2022年平均增幅 6.03%，只作参考" in text
    assert as_json("海城", "dibao_standard", "--residence", "rural")["probability"] is None


def test_a_target_tied_to_an_unknown_number_gives_the_exact_condition():
    text = asked("辽宁", "dibao_average_standard", "--residence", "rural")
    assert "各上年度居民人均消费支出增速不超过 8% 时，每年增长 8% 足够" in text
    answer = as_json("辽宁", "dibao_average_standard", "--residence", "rural", "--rate", "6%")
    assert answer["met"] is None
    assert answer["condition"] == {"code": "consumption_growth_at_most", "at_most": pytest.approx(6.0)}


def test_what_another_district_has_is_context_and_no_verdict():
    """东昌's ratio 70%: 68.3% in 2021 by its own figures; 二道江's 440 and 760 元 (57.9%) decide nothing."""
    answer = as_json("东昌区", "dibao_rural_urban_ratio")
    assert (answer["outcome"], [level["year"] for level in answer["observed"]]) == ("expired_unpublished", [2021])
    assert "未完成" not in asked("东昌区", "dibao_rural_urban_ratio")


def test_a_county_without_a_level_of_its_own_says_what_is_known_above():
    text = asked("210302", "nursing_bed_share", status=1)
    assert "铁东区没有公布“养老机构护理型床位占比”" in text
    assert "鞍山市2025年目标不低于 60%（适用于本地）" in text and "全国2025年 67.5%" in text
    assert "辽宁省2025年目标" not in text, "the nearest plan's target applies"


def test_without_an_indicator_each_money_standard_is_answered():
    """By hand: +50% needs 8.45%, a floor of 5% does not; no other plan than 海城's gives a number."""
    text = asked("海城市")
    assert "8 项货币标准，每年增长 8% 够不够：是 6 项，否 2 项。" in text
    assert "集中养育孤儿基本生活养育标准：2020年 2,200 元，目标：2025年累计提高 50%（折算 3,300 元）；否" in text
    assert asked().startswith("有基期水平的 46 项货币标准")
    listed = as_json("东昌区")
    assert {one["answer"] for one in listed} == {"conditional", "no_target"}
    assert "“铁西区”有 3 个" in asked("铁西区", status=2)


def test_liaoning_rural_must_outgrow_urban():
    """672 : (5558 / 12) = 1.451; 2.2204% a year, so 2.23%; urban 5, 6, 8% take rural 7.34, 8.36, 10.4%."""
    answer = as_json("辽宁省", "dibao_urban_rural_ratio")
    assert answer["baseline"]["value"] == pytest.approx(1.451, abs=5e-4)
    assert answer["projected"] == answer["baseline"]["value"]
    assert (answer["met"], answer["year_reached"]) == (False, None)
    assert answer["needed_rate"] == pytest.approx(0.0222, abs=5e-5)
    text = asked("辽宁", "城乡低保标准比")
    for expected in (
        "仍为 1.451 倍",
        "农村每年比城市多增 2.23%",
        "须增长 7.34%、8.36%、10.4%",
        "末次进度达标（2023年）",
    ):
        assert expected in text


def test_haicheng_urban_dibao_grew_678_percent_a_year():
    text = asked("海城市", "dibao_standard", "--residence", "城市")
    assert "2016年 500 元/人·月，到2020年年均增长 6.78%" in text
    assert "农村" not in text


def test_another_rate_reaches_the_target():
    answer = as_json("210381", "orphan_standard", "--arrangement", "集中", "--rate", "9%")
    assert (answer["rate"], answer["met"], answer["year_reached"]) == (0.09, True, 2025)
    assert as_json("210381", "orphan_standard", "--arrangement", "集中", "--rate", "0.09") == answer


def test_several_series_are_a_list():
    found = as_json("海城", "tekun_standard")
    assert [(one["residence"], one["arrangement"]) for one in found] == [
        ("urban", "collective"), ("urban", "dispersed"), ("rural", "collective"), ("rural", "dispersed"),
    ]  # fmt: skip
    assert all(list(one) == KEYS for one in found)


def test_a_district_without_figures_of_its_own_shows_those_that_hold_in_it_and_says_so():
    answer = as_json("鞍山市铁西区", "dibao_standard", "--residence", "urban")
    assert (answer["region_code"], answer["baseline"]["value"], answer["target"]) == ("210303", 700, None)
    text = asked("210303", "dibao_standard", "--residence", "urban")
    assert "所在城区的标准，适用于本地" in text
    assert "本地没有这一目标；上级的相关目标：辽宁省最低生活保障平均标准" in text


def test_an_undivided_target_can_be_asked_for_each_part():
    found = {part: as_json("辽宁", "orphan_average_standard", "--arrangement", part) for part in ("集中", "分散")}
    assert {part: answer["baseline"]["value"] for part, answer in found.items()} == {"集中": 1921, "分散": 1468}
    assert "这里按集中对照" in asked("辽宁", "orphan_average_standard")


def test_a_share_shows_points_a_year_and_no_rate():
    text = asked("全国", "nursing_bed_share")
    assert "每年提高 1.4 个百分点" in text
    assert "每年增长 8%" not in text


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("辽宁", "dibao_average_standard", "--residence", "rural"), "数据中没有这一数列"),
        (("东昌区", "dibao_standard", "--residence", "urban"), "数据中没有上级的这一目标"),
        (("东昌区", "dibao_income_share"), "需要居民人均可支配收入，数据中没有"),
        (("乌海", "elderly_beds"), "基期之后没有实际数；2020年为 3,354 张"),
        (("乌海", "community_facility_compliance_rate"), "基期已达到目标，不需要再增长"),
        (("乌海", "tekun_minor_age"), "一次调整到位"),
        (("海城", "registered_volunteers"), "只有规划成文时的数，不是目标年年末的实际数"),
        (("辽宁", "nursing_bed_share"), "没有适用于本地的基期水平"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(words, expected):
    assert expected in asked(*words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("海城", "orphan_standard", "--rate", "8"), "“8”是 8% 还是 800%"),
        (("海城", "orphan_standard", "--rate", "800%"), "是不是想写 8%"),
        (("海城", "orphan_standard", "--rate", "0.8"), "是不是想写 8%"),
        (("海城", "orphan_standard", "--rate", "百分之八"), "请写成 8% 或 0.08"),
        (("海城", "orphan_standard", "--rate", "nan"), "请写成 8% 或 0.08"),
        (("铁西区", "dibao_standard"), "“铁西区”有 3 个"),
        (("海诚市", "dibao_standard"), "210381 海城市（辽宁省·鞍山市）"),
        (("999999", "dibao_standard"), "没有地区“999999”"),
        (("海城", "低保标准"), "dibao_standard 最低生活保障标准"),
        (("海城", "xyz"), "没有指标“xyz”"),
        (("海城", "dibao_standard", "--residence", "山区"), "urban（城市）"),
        (("海城", "orphan_standard", "--arrangement", "both"), "collective（集中）"),
        (("海城", "orphan_standard", "--subgroup", "nobody"), "没有口径“nobody”"),
    ],
)
def test_unclear_questions_are_asked_back(words, expected):
    assert expected in asked(*words, status=2)
    answer = json.loads(asked(*words, "--json", status=2))
    assert answer["ok"] is False
    assert expected in answer["message"]


def test_an_ambiguous_name_lists_every_region_with_those_above_it():
    answer = json.loads(asked("铁西区", "dibao_standard", "--json", status=2))
    assert answer["candidates"] == [
        "210106 铁西区（辽宁省·沈阳市）",
        "210303 铁西区（辽宁省·鞍山市·鞍山市城区）",
        "220302 铁西区（吉林省·四平市）",
    ]


def test_a_place_is_understood_by_its_whole_path_and_a_falling_rate_with_a_true_minus():
    by_code = as_json("210381", "orphan_standard", "--arrangement", "dispersed", "--rate", "-1.3%")
    answer = as_json("辽宁省鞍山市海城市", "orphan_standard", "--arrangement", "dispersed", "--rate", "−1.3%")
    assert answer == by_code
    assert answer["rate"] == pytest.approx(-0.013)


def test_an_indicator_without_figures_there_names_the_average_that_is_known():
    assert "dibao_average_standard 最低生活保障平均标准" in asked("辽宁", "dibao_standard", status=1)
    assert "规划和公开报道中都没有" in asked("本溪市", "dibao_standard", status=1)


def test_tables_that_are_not_built_say_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("ANALYSIS_PROJECT", str(tmp_path))
    assert "analysis build" in asked("海城", "orphan_standard", status=1)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("8%", 0.08),
        (" 8% ", 0.08),
        ("8％", 0.08),
        ("0.08", 0.08),
        (".08", 0.08),
        ("-2%", -0.02),
        ("0", 0.0),
        ("50%", 0.5),
        ("−1.3%", -0.013),
        ("－１.３％", -0.013),
        ("８％", 0.08),
    ],
)
def test_rates_that_are_understood(text, rate):
    assert question.rate_of(text) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("210381", "210381"), ("海城市", "210381"), ("海城", "210381"), ("鞍山海城", "210381"), ("辽宁", "210000"),
        ("内蒙古", "150000"), ("鞍山市城区", "210300-u"), ("辽宁省海城市", "210381"), ("沈阳铁西", "210106"),
        ("全国", "100000"), ("辽宁省鞍山市海城市", "210381"), ("鞍山铁西", "210303"), ("铁西区鞍山市", "210303"),
        ("铁西鞍山", "210303"), ("铁西区 · 四平", "220302"), ("鞍山市城区铁西区", "210303"), (210381, "210381"),
        ("２１０３８１", "210381"), ("吉林市", "220200"), ("吉林省", "220000"), ("长春朝阳", "220104"),
        ("鞍山城区", "210300-u"), ("鞍山市区", "210300-u"), ("辽宁鞍山城区", "210300-u"), ("鞍山城区铁东区", "210302"),
        ("岫岩", "210323"), ("岫岩县", "210323"), ("鞍山岫岩", "210323"), ("延边", "222400"), ("鄂温克", "150724"),
        ("前郭尔罗斯县", "220721"), ("莫力达瓦", "150722"), ("鞍山 铁东区", "210302"), ("220181", "220113"),
        ("220724", "220781"), ("210282", "210214"), (220381, "220184"), ("211121", "211104"),
    ],
)  # fmt: skip
def test_places_that_are_understood(text, code):
    assert PLACES.code(text) == code


def test_every_region_is_found_by_its_code_and_by_its_path():
    """And by the names of its path in reverse."""
    names, lineage = CODELISTS.regions["name_zh"], CODELISTS.lineage.sort_values("distance", ascending=False)
    for code, above in lineage.groupby("region_code")["ancestor_code"]:
        path = list(names[above])
        assert PLACES.code(code) == PLACES.code("".join(path)) == PLACES.code("".join(reversed(path))) == code


def test_every_name_of_a_place_means_it_or_is_the_whole_name_of_another():
    whole = set(CODELISTS.regions["name_zh"])
    for code, region in CODELISTS.regions.iterrows():
        for one in forms(region["name_zh"]) if region["level"] != "group" else (region["name_zh"],):
            assert code in PLACES.matches(one) or one in whole, one


def test_every_autonomous_place_is_found_without_the_people_s_name():
    named = CODELISTS.regions["name_zh"]
    found = {
        code: named[code].split(people)[0]
        for code in named.index
        for people in ("满族自治", "蒙古族自治", "朝鲜族自治")
        if people in named[code]
    }
    assert len(found) > 10
    for code, short in found.items():
        assert code in PLACES.matches(short), short


@pytest.mark.parametrize(
    ("words", "place", "rest"),
    [
        ([], "", ""),
        (["海城"], "海城", ""),
        (["海城", "orphan_standard"], "海城", "orphan_standard"),
        (["鞍山", "铁东区"], "鞍山 铁东区", ""),
        (["鞍山", "铁东区", "dibao_standard"], "鞍山 铁东区", "dibao_standard"),
        (["辽宁", "铁西区"], "辽宁 铁西区", ""),  # two of them: a question about the place, not an unknown indicator
        (["鞍山", "城区"], "鞍山 城区", ""),
        (["辽宁", "鞍山", "城区", "低保标准"], "辽宁 鞍山 城区", "低保标准"),
        (["nowhere", "nothing"], "nowhere", "nothing"),
    ],
)
def test_the_words_that_name_a_place_are_told_from_the_indicator(words, place, rest):
    assert PLACES.leading(words) == (place, rest)


def test_a_city_and_its_district_are_a_place_and_no_indicator():
    apart = asked("鞍山", "铁东区", "dibao_standard", "--residence", "urban")
    assert apart == asked("210302", "dibao_standard", "--residence", "urban")
    assert asked("鞍山", "海城") == asked("210381")
    assert "“辽宁 铁西区”有 2 个" in asked("辽宁", "铁西区", status=2)


@pytest.mark.parametrize("text", ["铁西", "铁西区"])
def test_a_name_of_several_places_lists_each_with_its_city(text):
    with pytest.raises(question.Unclear) as unclear:
        PLACES.code(text)
    assert unclear.value.candidates == [
        "210106 铁西区（辽宁省·沈阳市）",
        "210303 铁西区（辽宁省·鞍山市·鞍山市城区）",
        "220302 铁西区（吉林省·四平市）",
    ]


@pytest.mark.parametrize("text", ["", "市", "鞍山鞍山", "铁西铁西区", "海城市沈阳", "219999", 7, None, "海城" * 5000])
def test_what_names_no_place_is_asked_back(text):
    with pytest.raises(question.Unclear):
        PLACES.code(text)


def test_a_notebook_may_give_a_code_as_a_number():
    import analysis

    answer = analysis.growth(210381, "orphan_standard", arrangement="分散")
    assert answer.as_dict()["region_code"] == "210381"


def read() -> dict[str, pd.DataFrame]:
    names = ("documents", "figures", "baselines", "observations", "targets", "assessments")
    return {name: tables.read(name) for name in names}


def changed_baseline(value: float, **changed) -> dict[str, pd.DataFrame]:
    """The real tables with one base value of 海城's orphans changed, and no observations."""
    frames = read()
    base = frames["baselines"]
    mine = (base["figure_id"] == "haicheng-2021-2025#39") & (base["year"] == 2020)
    assert mine.sum() == 1
    frames["baselines"] = base.assign(value=base["value"].mask(mine, value))
    frames["observations"] = frames["observations"].iloc[:0]
    for column, text in changed.items():
        frames["baselines"].loc[mine, column] = text
    return frames


@pytest.mark.parametrize("value", [0.0, -1680.0, float("nan")])
def test_a_base_that_nothing_grows_from_is_a_defined_answer(value):
    found = answers(changed_baseline(value), CODELISTS, "210381", "orphan_standard", 0.08, {"arrangement": "dispersed"})
    answer = found[0].as_dict()
    assert answer["needed_rate"] is None
    assert answer["met"] in (None, False)
    assert answer["year_reached"] is None


def test_a_target_below_the_base_needs_no_growth():
    frames = read()
    mine = frames["targets"]["figure_id"] == "haicheng-2021-2025#71"
    frames["targets"].loc[mine, ["form", "value"]] = ["level", 1500.0]
    answer = answers(frames, CODELISTS, "210381", "orphan_standard", 0.08, {"arrangement": "dispersed"})[0].as_dict()
    assert (answer["needed_rate"], answer["met"], answer["year_reached"]) == (0, True, 2020)


def test_a_target_year_before_the_base_is_a_defined_answer():
    frames = read()
    frames["observations"] = frames["observations"].iloc[:0]
    mine = frames["targets"]["figure_id"] == "haicheng-2021-2025#71"
    frames["targets"].loc[mine, "target_year"] = 2014
    answer = answers(frames, CODELISTS, "210381", "orphan_standard", 0.08, {"arrangement": "dispersed"})[0].as_dict()
    assert (answer["baseline"], answer["needed_rate"], answer["projected"]) == (None, None, None)


def test_numbers_as_people_read_them():
    assert [number(value) for value in (463.1667, 1680.0, 25096, 5e9, -0.0001)] == [
        "463.17",
        "1,680",
        "2.51 万",
        "50 亿",
        "0",
    ]
    assert [quantity(255500, "张"), quantity(7.5, "%")] == ["25.55 万张", "7.5%"]
    assert [percent(0.0844718, 3), percent(0.08), share(0.004), share(0.996), share(0.42)] == [
        "8.447%", "8%", "不到 1%", "99% 以上", "42%",
    ]  # fmt: skip
