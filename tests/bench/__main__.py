"""`python -m tests.bench pages` and `… survey`: figures of speed, printed and never judged."""

import argparse

from tests.bench import pages, survey


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
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
