"""The findings as one self-contained page: no script, no request, everything escaped."""

from collections import Counter
from collections.abc import Sequence
from html import escape

from analysis.audit.engine import SEVERITIES, rules
from analysis.audit.report import deviation, where
from analysis.codelists import definitions

STYLE = """
:root{--error:#a8071a;--warning:#ad4e00;--note:#0958d9;--line:#d9d9d9;--soft:#595959;--paper:#fff;--ink:#1f1f1f;--band:#f5f5f5}
@media (prefers-color-scheme:dark){:root{--error:#ff7875;--warning:#ffa940;--note:#69b1ff;--line:#434343;--soft:#a6a6a6;
--paper:#141414;--ink:#e6e6e6;--band:#1f1f1f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:1.5rem 1rem 4rem;background:var(--paper);color:var(--ink);
font:16px/1.7 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei","PingFang SC",sans-serif}
h1{font-size:1.6rem;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:2px solid var(--line)}
h3{font-size:1.05rem;margin:0 0 .25rem}p{margin:.25rem 0}a{color:inherit}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{border-bottom:1px solid var(--line);padding:.25rem .5rem;text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600;white-space:nowrap}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums}
article{border:1px solid var(--line);border-left:.4rem solid var(--c);border-radius:.4rem;
padding:.75rem 1rem;margin:1rem 0}
article.error{--c:var(--error)}article.warning{--c:var(--warning)}article.note{--c:var(--note)}
.badge{color:var(--c);font-weight:700}.measures{color:var(--soft);font-size:.9rem}.measures b{color:var(--ink)}
details{margin:.5rem 0 0}summary{cursor:pointer;color:var(--soft);font-size:.9rem}
.rule{background:var(--band);border-radius:.4rem;padding:.5rem 1rem;margin:.5rem 0}
.scroll{overflow-x:auto}@media print{details>*{display:block}article{break-inside:avoid}}
"""
SHOWN_FIGURES = 4  # with more, the list of figures is folded


def page(
    told: list[dict],
    titles: dict[str, str],
    heading: str,
    summary: str,
    elsewhere: Sequence[dict] = (),
    about: str = "",
) -> str:
    """HTML of `report.entries`. `titles`: document → title, for the table of counts. `elsewhere`: entries that other
    documents print, listed apart under `about` and not counted. `heading`, `summary`, `about`: plain."""
    names = definitions.terms()["severity"]
    parts = [_counts(told, titles)]
    for severity in SEVERITIES:
        chosen = [entry for entry in told if entry["severity"] == severity]
        if chosen:
            parts.append(f'<h2 id="{severity}">{escape(names[severity])}（{len(chosen)}）</h2>')
            parts += [_article(entry) for entry in chosen]
    if elsewhere:
        parts.append(f'<h2 id="elsewhere">{escape(about)}（{len(elsewhere)}）</h2>')
        parts += [_article(entry) for entry in elsewhere]
    parts.append(_rules(sorted({entry["rule"] for entry in [*told, *elsewhere]})))
    return (
        '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(heading)}</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(heading)}</h1><p>{escape(summary)}</p>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _counts(told: list[dict], titles: dict[str, str]) -> str:
    """Findings by severity and the document that they belong to."""
    count = Counter((entry["document_id"], entry["severity"]) for entry in told)
    names = definitions.terms()["severity"]
    present = {entry["severity"] for entry in told}
    heads = [f'<a href="#{code}">{names[code]}</a>' if code in present else names[code] for code in SEVERITIES]
    head = "".join(f'<th class="n">{name}</th>' for name in heads)
    rows = "".join(
        f"<tr><td>{escape(title)}</td>"
        + "".join(f'<td class="n">{count[document, code] or ""}</td>' for code in SEVERITIES)
        + "</tr>"
        for document, title in titles.items()
        if any(count[document, code] for code in SEVERITIES)
    )
    return f'<div class="scroll"><table><thead><tr><th>文献</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _article(entry: dict) -> str:
    code = escape(entry["rule"])
    measures = [("印出", entry["printed"]), ("对照", entry["recomputed"]), ("相差", deviation(entry))]
    line = "　".join(f"{name}：<b>{escape(value)}</b>" for name, value in measures if value)
    accepted = f"<p>已核对接受：{escape(entry['accepted'])}</p>" if entry["accepted"] else ""
    rows = "".join(
        f"<tr><td>{escape(figure['title'])}</td><td>{escape(where(figure))}</td>"
        f"<td>“{escape(figure['quote'])}”</td><td>{escape(figure['figure_id'])}</td></tr>"
        for figure in entry["figures"]
    )
    table = (
        '<div class="scroll"><table><thead><tr><th>文献</th><th>位置</th><th>引文</th><th>数字</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    opened = " open" if len(entry["figures"]) <= SHOWN_FIGURES else ""
    return (
        f'<article class="{escape(entry["severity"])}" id="{escape(entry["finding_id"])}">'
        f'<h3><span class="badge">{escape(entry["severity_name"])}</span> <a href="#rule-{code}">{code}</a> '
        f"{escape(entry['region_name'])}　{escape(entry['rule_title'])}</h3><p>{escape(entry['message'])}</p>"
        f"<p>出自：《{escape(entry['document_title'])}》</p>"
        f'<p class="measures">{line}</p>{accepted}'
        f"<details{opened}><summary>涉及的数字（{len(entry['figures'])}）</summary>{table}</details></article>"
    )


def _rules(codes: list[str]) -> str:
    told = "".join(
        f'<div class="rule" id="rule-{code}"><h3>{code}　{escape(rules()[code].title)}</h3>'
        f"<p>理由：{escape(rules()[code].reason)}</p><p>算例：{escape(rules()[code].example)}</p></div>"
        for code in codes
    )
    return f"<h2>规则</h2>{told}" if told else ""
