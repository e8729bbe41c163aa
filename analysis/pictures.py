"""Charts as pictures for a report: SVG and PNG that say all by themselves.

A picture is drawn in a process of its own (`python -m analysis.pictures`): the renderer holds the interpreter for a
tenth of a second per chart (measured: other threads stood still up to 0.46 s) and keeps 200 MB once it has started.
It asks no network: a chart brings its data along, and no address is allowed.
"""

import functools
import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

import vl_convert

from analysis.wrapping import lines

ROOT = Path(__file__).resolve().parents[1]
# Altair 6.3 writes Vega-Lite 6.4; this is the renderer's name of it.
VEGA_LITE = "6.4"
SECONDS = 60
# Each process takes 300 MB for a second or two.
AT_ONCE = threading.BoundedSemaphore(2)

WIDTH, MARGIN, SCALE = 760, 28, 2
INSET = 3  # the room that a chart leaves at its left edge
HEADING, LINE, SMALL = 18, 20, 12
NOTE_LINE, NOTE_WIDTH = 19, 52
INK, QUIET_INK, RULE = "#1d2b2a", "#5a6b69", "#d3e0de"
FONT = (
    "'PingFang SC', 'HarmonyOS Sans SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC',"
    " 'WenQuanYi Micro Hei', sans-serif"
)
KINDS = ("svg", "png")


@dataclass(frozen=True)
class Words:
    """What stands around a chart in its picture.

    heading : what the chart is about. below : whose figures, of when. foot : what the page says beside the chart,
    one entry per paragraph: notes, n, source, as of when, the definition.
    """

    heading: str
    below: str
    foot: tuple[str, ...]


def made(spec: Mapping[str, Any], words: Words, kind: str) -> bytes:
    """Return a chart as the content of a file, `kind` "svg" or "png" (at twice the size, on white).

    spec : as from `Chart.to_dict()`, with its data inside. Raises ValueError for another kind, subprocess errors for
    what cannot be drawn. A PNG shows Chinese only where `has_chinese`.
    """
    if kind not in KINDS:
        raise ValueError(f"a picture is one of {KINDS}")
    order = json.dumps({"spec": spec, "words": asdict(words), "kind": kind}, ensure_ascii=False)
    with AT_ONCE:
        done = subprocess.run(
            [sys.executable, "-m", "analysis.pictures"],
            cwd=ROOT,
            input=order.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    return done.stdout


@functools.cache
def has_chinese() -> bool:
    """Tell whether this machine has a font with Chinese characters, by drawing two of them.

    Without one both are the same empty box. An SVG needs none here: it is set in the fonts of whoever opens it.
    """
    return _drawn("需") != _drawn("求")


def _drawn(character: str) -> bytes:
    text = f'<text x="2" y="30" font-size="30" font-family="{FONT}">{character}</text>'
    drawn: bytes = vl_convert.svg_to_png(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">{text}</svg>'
    )
    return drawn


def draw(spec: Mapping[str, Any], words: Words, kind: str) -> bytes:
    """Do what `made` does, in this process."""
    whole = around(chart_svg(spec), words)
    if kind == "svg":
        return whole.encode()
    drawn: bytes = vl_convert.svg_to_png(whole, scale=SCALE)
    return drawn


def chart_svg(spec: Mapping[str, Any]) -> str:
    """Return the chart alone as SVG, as wide as a picture, in the looks of the light theme."""
    drawn: str = vl_convert.vegalite_to_svg(
        json.dumps(on_paper(spec)), vl_version=VEGA_LITE, allowed_base_urls=[]
    )
    return drawn


def on_paper(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the chart as it stands on a page of paper: its width is known, and lines may be longer."""
    title = dict(spec["title"])
    note = "".join(title.get("subtitle") or ())
    below = lines(note, NOTE_WIDTH) if note else []
    shorter = NOTE_LINE * (len(title.get("subtitle") or ()) - len(below))
    config = {**spec["config"], "font": FONT, "background": "white"}
    return {
        **spec,
        "width": WIDTH - 2 * MARGIN,
        "height": spec["height"] - shorter,
        "autosize": {"type": "fit", "contains": "padding"},
        "title": {**title, "subtitle": below},
        "config": config,
    }


def around(chart: str, words: Words) -> str:
    """Return the whole picture: heading and scope above the chart, everything else below it."""
    wide, high = (int(size) for size in re.findall(r'(?:width|height)="(\d+)"', chart)[:2])
    # A chart that could not be fitted is shown whole.
    width = max(WIDTH, wide + 2 * MARGIN)
    fits = (width - 2 * MARGIN) / SMALL
    parts = [
        _text(line, MARGIN + 20 + 26 * at, HEADING, INK, 600) for at, line in enumerate(_heads(words, width))
    ]
    top = MARGIN + 26 * len(parts)
    parts.append(_text(words.below, top + 14, 13, QUIET_INK))
    parts.append(f'<svg x="{MARGIN - INSET}" y="{top + 30}" {chart.removeprefix("<svg ")}')
    top += 30 + high + 12
    parts.append(f'<path d="M{MARGIN},{top}H{width - MARGIN}" stroke="{RULE}"/>')
    foot = [line for paragraph in words.foot if paragraph for line in lines(paragraph, int(fits))]
    parts += [_text(line, top + LINE * (at + 1) + 2, SMALL, QUIET_INK) for at, line in enumerate(foot)]
    height = top + LINE * len(foot) + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width}"'
        f' height="{height}" viewBox="0 0 {width} {height}"><rect width="{width}" height="{height}" fill="white"/>'
        f"{''.join(parts)}</svg>"
    )


def _heads(words: Words, width: int) -> list[str]:
    return lines(words.heading, (width - 2 * MARGIN) // HEADING)


def _text(words: str, y: int, size: int, colour: str, weight: int = 400) -> str:
    return (
        f'<text x="{MARGIN}" y="{y}" font-family="{FONT}" font-size="{size}" font-weight="{weight}"'
        f' fill="{colour}">{escape(words)}</text>'
    )


def main() -> None:
    """Read one order from standard input and write the picture."""
    order = json.loads(sys.stdin.buffer.read())
    words = Words(**{**order["words"], "foot": tuple(order["words"]["foot"])})
    sys.stdout.buffer.write(draw(order["spec"], words, order["kind"]))


if __name__ == "__main__":
    main()
