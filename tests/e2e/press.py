#!/usr/bin/env python3
"""Presses a button of a running program, found by its name as a screen reader would find it.

    press.py PROGRAM BUTTON    waits until it is there and can be pressed; exit code 1 if that takes too long
"""

import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402  (after its version)

PATIENCE = 20  # seconds


def children(accessible):
    for index in range(accessible.get_child_count()):
        child = accessible.get_child_at_index(index)
        if child is not None:
            yield child


def find(accessible, name):
    if accessible.get_name() == name and accessible.get_role() == Atspi.Role.BUTTON:
        states = accessible.get_state_set()
        if states.contains(Atspi.StateType.SHOWING) and states.contains(Atspi.StateType.ENABLED):
            return accessible
    for child in children(accessible):
        found = find(child, name)
        if found is not None:
            return found
    return None


def press(program, name):
    for application in children(Atspi.get_desktop(0)):
        if application.get_name() != program:
            continue
        button = find(application, name)
        if button is not None:
            return Atspi.Action.do_action(button, 0)
    return False


def describe(accessible, depth=0):
    """What a screen reader can see, for whoever reads why a test has failed."""
    states = accessible.get_state_set()
    said = [state.value_nick for state in (Atspi.StateType.SHOWING, Atspi.StateType.ENABLED) if states.contains(state)]
    print("  " * depth, accessible.get_role_name(), repr(accessible.get_name()), *said, file=sys.stderr)
    for child in children(accessible):
        describe(child, depth + 1)


def main():
    program, name = sys.argv[1:]
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if press(program, name):
                return 0
        except gi.repository.GLib.Error:
            pass  # what was there is gone: the next look finds what is there now
        time.sleep(0.1)
    print(f"{program} has no button {name!r} that can be pressed; there is:", file=sys.stderr)
    describe(Atspi.get_desktop(0))
    return 1


if __name__ == "__main__":
    sys.exit(main())
