#!/usr/bin/env python3
"""Runs a program in a desktop of its own: a screen that nobody sees, a window manager, a session bus, an empty home.

    with_desktop.py [--size WIDTHxHEIGHT] [--no-bus] -- PROGRAM [ARGUMENT…]

Everything that it starts ends with the program, whatever becomes of that. Exit code: the program's.
"""

import argparse
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 20  # seconds, for a helper to be there
HERE = pathlib.Path(__file__).resolve().parent


class Desktop:
    def __init__(self, size="1280x800", bus=True):
        self.children = []
        self.home = tempfile.mkdtemp(prefix="culvert-ui-")
        self.environment = self._environment()
        try:
            self._start_screen(size)
            if bus:
                self._start_bus()
            self._start_window_manager()
        except BaseException:
            self.end()
            raise

    def _environment(self):
        kept = ("PATH", "LANG", "LC_ALL", "ASAN_OPTIONS", "UBSAN_OPTIONS", "QT_SCALE_FACTOR", "QT_LOGGING_RULES")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment.setdefault("LANG", "C.UTF-8")
        for variable, folder in {
            "HOME": "", "XDG_CONFIG_HOME": ".config", "XDG_DATA_HOME": ".local/share", "XDG_STATE_HOME": ".local/state",
            "XDG_CACHE_HOME": ".cache", "XDG_RUNTIME_DIR": "run", "TMPDIR": "tmp",
        }.items():
            path = pathlib.Path(self.home, folder)
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            environment[variable] = str(path)
        environment |= {
            "QT_QPA_PLATFORM": "xcb",
            "XDG_SESSION_TYPE": "x11",
            # Or Qt asks the portal for what no test needs, and forgets the question if the program ends before the answer.
            "QT_NO_XDG_DESKTOP_PORTAL": "1",
            # No bus of the person who runs this.
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "LSAN_OPTIONS": f"suppressions={HERE / 'lsan.supp'}:print_suppressions=0",
        }
        return environment

    def start(self, command, **more):
        """A helper, which ends with the desktop."""
        child = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                 stderr=more.pop("stderr", subprocess.DEVNULL), start_new_session=True, **more)
        self.children.append(child)
        return child

    def _start_screen(self, size):
        read, write = os.pipe()
        self.start(["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
                   pass_fds=[write], stdout=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.environment["DISPLAY"] = f":{number}"

    def _start_bus(self):
        # A keychain is one that a test starts. The bus would start another as soon as somebody asked for it in between.
        services = pathlib.Path(self.environment["XDG_DATA_HOME"], "dbus-1", "services")
        services.mkdir(parents=True)
        services.joinpath("org.freedesktop.secrets.service").write_text(
            "[D-BUS Service]\nName=org.freedesktop.secrets\nExec=/bin/false\n", encoding="utf-8")
        daemon = self.start(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, text=True)
        address = daemon.stdout.readline().strip()
        if not address:
            raise RuntimeError("dbus-daemon did not start")
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address

    def _start_window_manager(self):
        """The focus is only for windows that come once it manages them."""
        ready = pathlib.Path(self.home, "window-manager")
        self.start(["openbox", "--sm-disable", "--startup", f"touch {ready}"])
        deadline = time.monotonic() + PATIENCE
        while not ready.exists():
            if time.monotonic() > deadline:
                raise RuntimeError("openbox did not start")
            time.sleep(0.005)
        ready.unlink()

    def end(self):
        for child in reversed(self.children):
            end_group(child)
        shutil.rmtree(self.home, ignore_errors=True)


def end_group(child):
    """Ends a child and all that it has started in its session."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
        except ProcessLookupError:
            break
        deadline = time.monotonic() + (2 if number == signal.SIGTERM else PATIENCE)
        while child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        if child.poll() is not None and number == signal.SIGTERM:
            continue  # what it has started may be deaf to the first signal
    child.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--no-bus", action="store_true")
    parser.add_argument("program", nargs="+")
    arguments = parser.parse_args()
    if any(word.startswith("--gtest_list_tests") for word in arguments.program):
        os.execvp(arguments.program[0], arguments.program)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    desktop = Desktop(arguments.size, not arguments.no_bus)
    try:
        return subprocess.run(arguments.program, env=desktop.environment, check=False).returncode
    finally:
        desktop.end()


if __name__ == "__main__":
    code = main()
    sys.exit(code if code >= 0 else 128 - code)
