"""The command line; its entry point is `matchloop.cli.entry.main`."""
