"""Parts of the report pages: filters that stand in the address, charts, tables, and the line of their source."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import pandas as pd
import streamlit as st
from streamlit import dataframe_util
from streamlit.delta_generator import DeltaGenerator

from analysis import charts
from analysis.disclosure import Shown
from analysis.indicators import INDICATORS
from db.questions import Form
from pages.shared import address, menu, texts
from pages.shared.typed import safe

T = TypeVar("T")
WIDTH = 1200
# In the session: what a person chose, by filter; and (filter, what is shown instead) of what cannot be shown.
CHOSEN, NOT_SHOWN = "_chosen_", "_not_shown"
VOLUNTARY = "自愿填写，不代表全体青年"
BY_TODAY = "需求和五个一按现在的隶属关系统计；问卷结果按开启当天的归属。"


def begin() -> DeltaGenerator:
    """Give a report the room of the screen, up to 1200 pixels; everything is drawn within."""
    st.set_page_config(layout="wide")
    return st.container(width=WIDTH)


@contextmanager
def filters() -> Iterator[None]:
    """Give filters a row; below it stands what the address asked for and this person cannot have."""
    st.session_state[NOT_SHOWN] = []
    with st.container(horizontal=True):
        yield
    missed = st.session_state[NOT_SHOWN]
    if missed:
        asked, instead = (safe("、".join(words)) for words in zip(*missed, strict=True))
        st.warning(f"链接里的{asked}您看不到或不存在，下面是{instead}。", icon=":material/link_off:")


def picked(
    label: str,
    options: Sequence[T],
    *,
    key: str,
    code: Callable[[T], str],
    words: Callable[[T], str],
    default: T | None = None,
) -> T:
    """Ask, within `filters`, for one of the options and keep the choice in the address, so that it can be shared.

    code : how an option is written in the address; an unknown one there counts as none, and that is said. The
    default (the first option without one) stands in the address too: a link shared today means the same next
    month. What a person chose holds on the next page with the same filter; a page's default does not.
    """
    named = {code(option): option for option in options}
    start = code(default) if default is not None and default in options else next(iter(named))
    asked = st.query_params.get(key)
    kept = asked if asked in named else st.session_state.get(CHOSEN + key)
    first = kept if kept in named else start
    chosen = st.selectbox(
        label,
        list(named),
        index=list(named).index(first),
        key=key,
        format_func=lambda found: words(named[found]) if found in named else found,
        on_change=_keep,
        args=(key,),
    )
    if asked is not None and asked not in named:
        st.session_state[NOT_SHOWN].append((label, words(named[chosen])))
    elif asked is not None and (asked != start or CHOSEN + key in st.session_state):
        st.session_state[CHOSEN + key] = chosen
    address.keep(key, chosen)
    return named[chosen]


def _keep(key: str) -> None:
    st.session_state[CHOSEN + key] = st.session_state[key]
    # Said once: from here on it is the person's own choice.
    address.keep(key, st.session_state[key])


def picked_month(months: Sequence[date], *, default: date | None = None) -> date:
    """Ask for a month; the first one is chosen by itself unless another is the default."""
    return picked(
        "月份", months, key="month", code=lambda m: f"{m:%Y-%m}", words=texts.month, default=default
    )


def picked_scope(scopes: Sequence[tuple[int, str]], *, first: int | None = None) -> tuple[int, str]:
    """Ask for a district or committee; the one with the id `first` comes first and is chosen by itself."""
    ordered = sorted(scopes, key=lambda scope: scope[0] != first)
    return picked("范围", ordered, key="scope", code=lambda s: str(s[0]), words=lambda s: s[1])


def segments(label: str, words: Mapping[str, str], *, key: str) -> str:
    """Ask for one of a few kinds, in a row of buttons; the choice stands in the address."""
    wanted = st.query_params.get(key)
    first = wanted if wanted is not None and wanted in words else next(iter(words))
    chosen = st.segmented_control(
        label,
        list(words),
        default=first,
        required=True,
        format_func=lambda code: words[code],
        key=key,
        label_visibility="collapsed",
    )
    found: str = chosen or first
    address.keep(key, found)
    return found


def way_to_branch(names: Mapping[int, str]) -> None:
    """Offer the page of one of these branches. names : id → name, told apart."""
    chosen = st.selectbox(
        "打开一个支部的页面",
        list(names),
        None,
        key="way_to_branch",
        format_func=lambda found: names.get(found, ""),
        placeholder="选一个支部，看它近半年做了什么",
    )
    if chosen is not None:
        st.switch_page(menu.BRANCH_PAGE.path, query_params={"branch": str(chosen)})


def label_of(form: Form, code: str) -> str:
    """Return the words of a category as they were asked."""
    category = form.category(code)
    return category.label if category else code


FIGURES = """
<style>
/* Boxes of one width and one height, two beside one another on a phone; long words take a second line. */
[class*="st-key-figures"] { display: grid !important; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); }
[class*="st-key-figures"] > * { width: auto !important; min-width: 0 !important; }
[class*="st-key-figures"] [data-testid="stMetricValue"] { font-size: 1.625rem; line-height: 1.4; }
[class*="st-key-figures"] :is([data-testid="stMetricValue"], [data-testid="stMetricDelta"]), [class*="st-key-figures"]
  :is([data-testid="stMetricValue"], [data-testid="stMetricDelta"]) * { white-space: normal; overflow: visible; }
</style>"""


@contextmanager
def figures(row: str = "") -> Iterator[None]:
    """Give figures a row of equal boxes. row : a name for a second row of a page."""
    st.html(FIGURES)
    with st.container(horizontal=True, key=f"figures{row}"):
        yield


def figure(label: str, value: str, detail: str = "", *, of: str) -> None:
    """Draw one figure of a row of figures; `detail` has its numerator and denominator.

    of : the code of its indicator. Raises KeyError for one that is defined nowhere.
    """
    assert INDICATORS[of]
    st.metric(
        safe(label),
        safe(value),
        safe(detail) or None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
    )


def chart(make: Callable[..., charts.Chart], *values: Any, **named: Any) -> tuple[dict[str, Any], str]:
    """Draw the chart that `make` makes of the values; return what was drawn, and its finding: its alternative text.

    For `exhibits.show`, which adds what a chart cannot do without.

    Making a chart takes far longer than sending it, so one that was made of the same values is kept. Who does
    not have the values does not get the chart.
    """
    spec, sent, finding = _drawn(f"{make.__module__}.{make.__qualname__}", values, named, make)
    st.vega_lite_chart(sent, width="stretch", alt=finding)
    return spec, finding


def kept(compute: Callable[..., T], *values: Any) -> T:
    """Return what a pure function makes of the values, computed once for the same values."""
    found: T = _computed(f"{compute.__module__}.{compute.__qualname__}", values, compute)
    return found


# What the gate let through is all there is to a Shown.
BY_CONTENT: dict[Any, Callable[[Any], Any]] = {Shown: lambda shown: repr(shown.to_json())}


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs=BY_CONTENT)
def _drawn(
    name: str, values: tuple[Any, ...], named: dict[str, Any], _make: Callable[..., charts.Chart]
) -> tuple[dict[str, Any], dict[str, Any], str]:
    drawn = _make(*values, **named)
    spec = drawn.to_dict()
    return spec, as_sent(spec), charts.said(drawn)


def as_sent(spec: dict[str, Any]) -> dict[str, Any]:
    """Return what a chart says as it is sent: Streamlit would make the same of its rows at every drawing.

    Without its description: given as alternative text as well, each drawing would leave a warning in the log.
    """
    rows = {
        name: dataframe_util.convert_anything_to_arrow_bytes(found)
        for name, found in spec.get("datasets", {}).items()
    }
    return {name: value for name, value in spec.items() if name != "description"} | {"datasets": rows}


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs=BY_CONTENT)
def _computed(name: str, values: tuple[Any, ...], _compute: Callable[..., Any]) -> Any:
    return _compute(*values)


def table(frame: pd.DataFrame, *, keeps_first: bool = False) -> None:
    """Draw a small table with Chinese headers, without row numbers.

    keeps_first : do not break the words of the first column, although other columns are then scrolled to; where
    the screen is narrow, break none.
    """
    shown = frame.rename(columns=safe).map(lambda cell: safe(cell) if isinstance(cell, str) else cell)
    if not keeps_first:
        st.table(shown, hide_index=True, hide_header=False)
        return
    with st.container(key="keeps_first"):
        st.html(
            "<style>.st-key-keeps_first tr > :first-child * { white-space: nowrap; word-break: keep-all; }"
            "@media (max-width: 40rem) { .st-key-keeps_first tr > :nth-child(n) * { white-space: nowrap; } }</style>"
        )
        st.table(shown, hide_index=True, hide_header=False)
