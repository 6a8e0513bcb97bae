"""The command line; its entry point is `matchloop.cli.main.main`."""
