"""Charts as pictures: what stands in them, how large they are, and that Chinese is more than empty boxes."""

import inspect
import json
import os
import re
import struct
import subprocess
import sys
import zlib

import pandas as pd
import pytest

from analysis import charts, cohorts, follow_up, pictures, survival
from analysis.pictures import Words
from db.engine import ROOT
from tests import databases
from tests.figures import test_noticing
from tests.figures.test_charts import LABELS, answers
from tests.figures.test_committee_charts import DOMAINS, HISTORY, MONTHS, WHOLE
from tests.figures.test_course_charts import END, JUNE, THINGS, lasting, of_months, some_days
from tests.figures.test_follow_up import EVENTS
from tests.figures.test_levels import CONTENT, LEVELS, SIDES
from tests.figures.test_peers import FOUND

WORDS = Words(
    "最需要哪方面的帮助",
    "青山区　·　2026年6月",
    ("有效问卷60份　·　数据截至2026年7月1日 10:00", "来源：六月<调查> & 其他", "口径：占比。"),
)
NO_FONTS = '<?xml version="1.0"?><fontconfig><dir>{}</dir></fontconfig>'
COUNTS = pd.DataFrame({"label": ["待受理", "办理中"], "n": [1, 3]})
DOTS = pd.DataFrame(
    [("东风支部", "活动", "●", "", "绿 已办2次")], columns=["row", "column", "shape", "said", "word"]
)
WAITS = pd.DataFrame(
    {"name": ["东区团工委"], "n": [12], "in_time": pd.array([11], "Int64"), "median": [2.0], "due": [9],
     "on_time": pd.array([None], "Int64")}
)  # fmt: skip
LOGGED = test_noticing.expected(("activity", 120, 120, 0.5, 120))
ENDED = survival.ends([days for days, _ in THINGS], END, of=cohorts.ENDS)
REACHED = of_months((JUNE, 30, 12, 12, 9, 4, ""))
# Of every kind of chart one, by the function that draws it, with a word that stands in it.
DRAWN = {
    "counts_bars": (charts.counts_bars(COUNTS, finding="办理中3件", title="状态"), "待受理"),
    "distribution_bars": (charts.distribution_bars(answers(), LABELS, question="Q2"), "教育培训"),
    "diverging_bars": (
        charts.diverging_bars(CONTENT, LEVELS, question="Q10", sides=SIDES),
        "最多",
    ),
    "domain_heat": (charts.domain_heat(DOMAINS, LABELS, whole=WHOLE), "农村"),
    "dot_matrix": (
        charts.dot_matrix(DOTS, finding="1个", row_title="团支部", column_title="事项"),
        "东风支部",
    ),
    "funnel_bars": (charts.funnel_bars(follow_up.funnel(follow_up.standings(EVENTS))), "青年确认"),
    "importance_satisfaction": (charts.importance_satisfaction(answers(), LABELS), "优先改进"),
    "flow_bands": (
        charts.flow_bands(follow_up.ways(follow_up.funnel(follow_up.standings(EVENTS)))),
        "青年确认",
    ),
    "month_panels": (charts.month_panels(HISTORY, LABELS, months=MONTHS), "就业创业 ↑"),
    "month_lines": (charts.month_lines(HISTORY, LABELS, months=MONTHS), "7月"),
    "noticed_dots": (
        charts.noticed_dots(test_noticing.shown(60, activity=9), LOGGED, {"activity": "活动"}),
        "比台账少",
    ),
    "open_curve": (charts.open_curve(lasting(*THINGS)), "提出后的天数"),
    "end_lines": (charts.end_lines(ENDED), "青年撤回"),
    "cohort_lines": (charts.cohort_lines(REACHED), "6月"),
    "open_days": (charts.open_days(some_days(), finding="未办结1件"), "未办结"),
    "arrived_and_closed": (charts.arrived_and_closed(some_days(), finding="未办结1件"), "累计"),
    "rates_bars": (charts.rates_bars(FOUND, finding="没有明显差别", title="按期办结率"), "东风街道团工委"),
    "ranking_bars": (charts.ranking_bars(answers(), LABELS), "就业创业"),
    "waits_bars": (charts.waits_bars(WAITS, finding="都不超过", limit=3), "东区团工委"),
}


def svg_of(name: str = "ranking_bars", words: Words = WORDS) -> str:
    return pictures.draw(DRAWN[name][0].to_dict(), words, "svg").decode()


def texts_of(svg: str) -> str:
    return "\n".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png[12:16] == b"IHDR"
    return struct.unpack(">II", png[16:24])


def corner_of(png: bytes) -> tuple[int, ...]:
    """Return the first pixel: whatever a row is predicted from, there is nothing before it."""
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    return tuple(zlib.decompress(data)[1:4])


def test_every_kind_of_chart_is_here():
    kinds = {
        name
        for name in charts.__all__
        if inspect.isfunction(getattr(charts, name))
        and inspect.signature(getattr(charts, name)).return_annotation is charts.Chart
    }
    assert kinds == set(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_holds_its_finding_its_words_and_all_that_stands_beside_it(name):
    chart, word = DRAWN[name]
    said = texts_of(svg_of(name)).replace("\n", "")
    assert charts.said(chart) in said
    assert word in said
    for beside in (
        WORDS.heading,
        WORDS.below,
        WORDS.foot[0],
        "来源：六月&lt;调查&gt; &amp; 其他",
        WORDS.foot[2],
    ):
        assert beside in said


def test_the_note_of_a_chart_is_in_its_picture_in_longer_lines():
    chart = DRAWN["ranking_bars"][0].to_dict()
    assert len(chart["title"]["subtitle"]) == 1
    note = "甲" * 80
    chart["title"]["subtitle"] = [note[:20], note[20:40], note[40:60], note[60:]]
    paper = pictures.on_paper(chart)
    assert "".join(paper["title"]["subtitle"]) == note
    assert len(paper["title"]["subtitle"]) == 2
    assert paper["height"] == chart["height"] - 2 * pictures.NOTE_LINE


def test_a_png_is_twice_the_size_of_the_svg_and_on_white():
    svg = svg_of()
    wide, high = (int(n) for n in re.findall(r'(?:width|height)="(\d+)"', svg)[:2])
    png = pictures.draw(DRAWN["ranking_bars"][0].to_dict(), WORDS, "png")
    assert wide == pictures.WIDTH
    assert size_of(png) == (2 * wide, 2 * high)
    assert corner_of(png) == (255, 255, 255)


def test_a_picture_made_in_a_process_of_its_own_is_the_same():
    spec = DRAWN["counts_bars"][0].to_dict()
    assert pictures.made(spec, WORDS, "svg").decode() == svg_of("counts_bars")
    with pytest.raises(ValueError, match="one of"):
        pictures.made(spec, WORDS, "pdf")


def test_a_long_heading_and_a_long_source_are_broken_into_lines():
    words = Words("很长的题目" * 20, WORDS.below, ("很长的来源" * 40,))
    short, long = svg_of(), svg_of(words=words)
    assert "很长的题目" * 20 in texts_of(long).replace("\n", "")
    assert int(re.findall(r'height="(\d+)"', long)[0]) > int(re.findall(r'height="(\d+)"', short)[0])


def test_the_renderer_reads_what_the_charts_are_written_in():
    for chart, _ in DRAWN.values():
        assert f"/v{pictures.VEGA_LITE}." in chart.to_dict()["$schema"]


def test_a_picture_asks_no_network():
    spec = DRAWN["counts_bars"][0].to_dict()
    spec.pop("datasets")
    spec["layer"] = [{**layer, "data": {"url": "http://127.0.0.1:1/a.csv"}} for layer in spec["layer"]]
    with pytest.raises(ValueError, match="not allowed"):
        pictures.chart_svg(spec)
    assert set(re.findall(r"https?://[\w.]+", svg_of())) == {"http://www.w3.org"}


def without_fonts(tmp_path, script: str) -> str:
    """Return what a script prints on a machine where no font is installed."""
    (tmp_path / "empty").mkdir()
    settings = tmp_path / "fonts.conf"
    settings.write_text(NO_FONTS.format(tmp_path / "empty"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def needs_a_font() -> None:
    if not pictures.has_chinese():
        databases.missing("no font with Chinese characters is installed", "apt-get install fonts-noto-cjk")


def test_chinese_in_a_png_is_not_a_row_of_empty_boxes(tmp_path):
    """Two texts of the same length look alike where each character is the same box, and only there."""
    needs_a_font()
    spec = DRAWN["counts_bars"][0].to_dict()
    one, other = (pictures.draw(spec, Words(text, "", ()), "png") for text in ("青年需求", "谈心结对"))
    assert one != other
    script = (
        "import json, sys; from analysis import pictures; from analysis.pictures import Words;"
        f"spec = json.loads({json.dumps(json.dumps(spec))});"
        "one, other = (pictures.draw(spec, Words(t, '', ()), 'png') for t in ('青年需求', '谈心结对'));"
        "print(one == other)"
    )
    assert without_fonts(tmp_path, script) == "True"


def test_a_machine_without_chinese_characters_is_found_out(tmp_path):
    needs_a_font()
    assert without_fonts(tmp_path, "from analysis import pictures; print(pictures.has_chinese())") == "False"
