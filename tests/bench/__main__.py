"""`python -m tests.bench pages`, `… survey`, `… charts` and `… cadre`: figures of speed, printed and never judged."""

import argparse

from tests.bench import cadre, charts, pages, survey


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    of_pages = commands.add_parser("pages", help=pages.__doc__)
    pages.add_options(of_pages)
    of_pages.set_defaults(run=pages.command)
    of_survey = commands.add_parser("survey", help=survey.__doc__)
    survey.add_options(of_survey)
    of_survey.set_defaults(run=survey.command)
    of_charts = commands.add_parser("charts", help=charts.__doc__)
    charts.add_options(of_charts)
    of_charts.set_defaults(run=charts.command)
    of_cadre = commands.add_parser("cadre", help=cadre.__doc__)
    cadre.add_options(of_cadre)
    of_cadre.set_defaults(run=cadre.command)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
