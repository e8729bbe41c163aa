"""Every chart, and the one theme. The only part of the house that knows Altair.

Charts of what youth answered take `disclosure.Shown` and nothing else; charts of the ledger take counts. Each
title states what the chart found; each tooltip has numerator and denominator. Colours of text are left to
the page, so that a chart stands on light and dark ground alike.
"""

from analysis.charts.answers import distribution_bars, ranking_bars
from analysis.charts.ledger import LOSS_WORDS, STEPS, counts_bars, funnel_bars, losses, waits_bars
from analysis.charts.matrices import DOTS, domain_heat, dot_matrix
from analysis.charts.parts import Chart, said
from analysis.charts.quadrants import QUADRANTS, importance_satisfaction
from analysis.charts.trends import month_lines, short

__all__ = [
    "DOTS",
    "LOSS_WORDS",
    "QUADRANTS",
    "STEPS",
    "Chart",
    "counts_bars",
    "distribution_bars",
    "domain_heat",
    "dot_matrix",
    "funnel_bars",
    "importance_satisfaction",
    "losses",
    "month_lines",
    "ranking_bars",
    "said",
    "short",
    "waits_bars",
]
