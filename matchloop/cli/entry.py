"""The entry point of the command `matchloop`, which can be stopped while it is being loaded."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is being loaded ends it without a traceback."""
    try:
        from matchloop.cli.main import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()
