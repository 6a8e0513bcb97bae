"""What tests of the service share."""

from tests.server.parts import echo, promoted

__all__ = ["echo", "promoted"]
