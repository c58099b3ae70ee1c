"""A desktop's settings without a desktop: a D-Bus session, a home and XDG directories of a test's own."""

import os
import subprocess

import harness

RESOLVE = """
import sys
from gi.repository import Gio
for proxy in Gio.ProxyResolver.get_default().lookup(sys.argv[1], None):
    print(proxy)
"""


class Desktop:
    """Directories for `room`, which its programs are started with, and what the tools of a desktop say there."""

    def __init__(self, room, name):
        self.room = room
        variables = {"HOME": room.path("home"), "XDG_CURRENT_DESKTOP": name}
        for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
            variables[f"XDG_{kind}_HOME"] = room.path(f"home/{kind.lower()}")
        variables["XDG_RUNTIME_DIR"] = room.path("runtime")
        for path in variables.values():
            if path != name:
                os.makedirs(path, mode=0o700, exist_ok=True)
        room.variables.update(variables)

    def start_session(self):
        """A D-Bus session, which starts dconf's service by itself."""
        bus = self.room.start("bus", ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"])
        harness.wait_until(lambda: b"\n" in bus.output(), 10, "D-Bus does not start")
        self.room.variables["DBUS_SESSION_BUS_ADDRESS"] = bus.output().split(b"\n")[0].decode()

    def run(self, *arguments, code=0, seconds=20, **variables):
        """A program from start to end; its output."""
        env = {**harness.environment(), **self.room.variables, **variables}
        done = harness.run(arguments, seconds, env=env)
        if done.returncode != code:
            raise harness.HarnessError(f"{arguments} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout.decode()

    # GNOME

    def dump(self):
        """All that the user has set of the proxy; what is unset is not in it."""
        return self.run("dconf", "dump", "/system/proxy/")

    def load(self, text):
        env = {**harness.environment(), **self.room.variables}
        subprocess.run(["dconf", "load", "/system/proxy/"], input=text.encode(), env=env, check=True, timeout=20)

    def resolve(self, uri):
        """What GLib's programs would do for this URI: not our code."""
        return self.run("python3", "-c", RESOLVE, uri).split()

    # KDE

    @property
    def kioslaverc(self):
        return os.path.join(self.room.variables["XDG_CONFIG_HOME"], "kioslaverc")

    def read_kde(self, key):
        return self.run("kreadconfig6", "--file", "kioslaverc", "--group", "Proxy Settings", "--key", key,
                        "--default", "unset").removesuffix("\n")

    def write_kde(self, key, value):
        self.run("kwriteconfig6", "--file", "kioslaverc", "--group", "Proxy Settings", "--key", key, "--", value)
