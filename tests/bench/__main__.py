"""`python -m tests.bench pages`: figures of speed, printed and never judged."""

import argparse

from tests.bench import pages


def main() -> None:
    """Run one measurement."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    commands = parser.add_subparsers(required=True)
    of_pages = commands.add_parser("pages", help=pages.__doc__)
    pages.add_options(of_pages)
    of_pages.set_defaults(run=pages.command)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
