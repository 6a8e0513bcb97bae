"""Keys: only hashes are kept, roles contain one another, rates fill up again."""

import pytest

from matchloop.errors import ServiceError
from matchloop.server import keys
from matchloop.server.keys import ANYBODY, Doorkeeper, Role
from matchloop.server.problems import RefusedError


def test_a_new_key_is_let_in_and_its_line_does_not_hold_it():
    key, line = keys.new("ann", Role.REVIEW)
    assert key not in line
    doorkeeper = Doorkeeper(keys.parse(f"# ours\n{line}  # ann's\n\n"))
    for role in (Role.ASK, Role.REVIEW):
        assert doorkeeper.admit(f"Bearer {key}", role).name == "ann"
    with pytest.raises(RefusedError, match="needs 'admin'") as raised:
        doorkeeper.admit(f"Bearer {key}", Role.ADMIN)
    assert raised.value.status == 403
    for wrong in ("", key, f"Basic {key}", "Bearer ", f"Bearer {key}x"):
        with pytest.raises(RefusedError) as raised:
            doorkeeper.admit(wrong, Role.ASK)
        assert raised.value.status == 401


def test_without_keys_anybody_may_do_anything():
    assert Doorkeeper({}).admit("", Role.ADMIN) is ANYBODY


def test_wrong_lines_are_named():
    _, line = keys.new("ann", Role.ASK)
    text = "\n".join((line, "ann ask", "bob boss " + "0" * 64, "cy ask zz", f"{line} 0", line))
    with pytest.raises(ServiceError) as raised:
        keys.parse(text)
    told = str(raised.value).splitlines()
    assert told[1:6] == [
        "  line 2: 2 words",
        "  line 3: the role is 'boss'; expected ask, review, admin",
        "  line 4: the third word is no SHA-256 in hexadecimal digits",
        "  line 5: the rate is '0'; expected a number above 0",
        "  line 6: the same key as that of ann",
    ]
    with pytest.raises(ServiceError, match="no name of a key"):
        keys.new("a b", Role.ASK)


def test_a_rate_is_shared_by_processes_and_fills_up_again():
    key, line = keys.new("ann", Role.ASK)
    now = [0.0]
    doorkeeper = Doorkeeper(keys.parse(f"{line} 20"), share=0.5, clock=lambda: now[0])

    def asked():
        doorkeeper.admit(f"Bearer {key}", Role.ASK)

    for _ in range(10):
        asked()
    with pytest.raises(RefusedError, match="20 times a second") as raised:
        asked()
    assert raised.value.headers["Retry-After"] == "1"
    now[0] = 0.1
    asked()
    with pytest.raises(RefusedError):
        asked()
