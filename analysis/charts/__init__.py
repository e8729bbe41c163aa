"""Every chart, and the one theme. The only part of the house that knows Altair.

Charts of what youth answered take `disclosure.Shown` and nothing else; charts of the ledger take counts. Each
title states what the chart found; each tooltip has numerator and denominator. Colours of text are left to
the page, so that a chart stands on light and dark ground alike.
"""

from analysis.charts.answers import distribution_bars, may_be_more, ranking_bars
from analysis.charts.bands import flow_bands
from analysis.charts.courses import ENDS, REACHED_WORDS, cohort_lines, end_lines, open_curve
from analysis.charts.flow import arrived_and_closed, open_days
from analysis.charts.ledger import (
    LOSS_WORDS,
    STEPS,
    counts_bars,
    funnel_bars,
    losses,
    rates_bars,
    waits_bars,
)
from analysis.charts.levels import diverging_bars
from analysis.charts.matrices import DOTS, domain_heat, dot_matrix
from analysis.charts.noticing import SIDES, noticed_dots
from analysis.charts.panels import month_panels
from analysis.charts.parts import Chart, said
from analysis.charts.quadrants import QUADRANTS, importance_satisfaction
from analysis.charts.trends import month_lines, short

__all__ = [
    "DOTS",
    "ENDS",
    "LOSS_WORDS",
    "QUADRANTS",
    "REACHED_WORDS",
    "SIDES",
    "STEPS",
    "Chart",
    "arrived_and_closed",
    "cohort_lines",
    "counts_bars",
    "distribution_bars",
    "diverging_bars",
    "domain_heat",
    "dot_matrix",
    "end_lines",
    "flow_bands",
    "funnel_bars",
    "importance_satisfaction",
    "losses",
    "may_be_more",
    "month_lines",
    "month_panels",
    "noticed_dots",
    "open_curve",
    "open_days",
    "ranking_bars",
    "rates_bars",
    "said",
    "short",
    "waits_bars",
]
