#!/usr/bin/env python3
"""Pictures of the real program: every page, the tray's menu and the assistant, light and dark, at 1x and 2x, while real
programs go through a real proxy. They go to build/screenshots/APPEARANCE[@2x]/NAME.png.

    ./dev screenshots [--appearance light|dark] [--scale 1|2] [--language de] [--history SECONDS]

The network is one that is made for this, with names of its own in it; that needs root, as ./dev has in an environment of
its own. Exit code: 0 all pictures were taken, 1 something was off, 2 wrong usage.
"""

import argparse
import itertools
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree

sys.dont_write_bytecode = True

from with_desktop import Desktop

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
NAMES = ("proxy.example", "example.com", "db.internal", "git.example", "files.example", "mail.example", "wiki.corp.example")
PROXY = NAMES[0]
THERE = "127.0.0.2"  # where the destinations are: the ports of this computer are Culvert's
PAGES = ("overview", "profiles", "applications", "connections", "trace", "settings")
PATIENCE = 30  # seconds, for anything to be there
HISTORY = 75
SIZE = (1280, 800)


class Off(Exception):
    """One sentence for a person."""


# ---- A network of one's own ------------------------------------------------------------------------------------------


def enter_network(room):
    if os.geteuid() != 0:
        raise Off("this needs root, for a network of its own: run it in an environment that ./dev has made")
    os.unshare(os.CLONE_NEWNS | os.CLONE_NEWNET)
    hosts = room / "hosts"
    names = " ".join(name for name in NAMES if name != PROXY)
    hosts.write_text(f"127.0.0.1 localhost {PROXY}\n{THERE} {names}\n::1 localhost\n", encoding="ascii")
    for command in (["mount", "--make-rprivate", "/"], ["mount", "--bind", hosts, "/etc/hosts"], ["ip", "link", "set", "lo", "up"]):
        subprocess.run(command, check=True)


class Server:
    """Answers at one port, each connection on a thread of its own."""

    def __init__(self, port, answer):
        self.listener = socket.create_server((THERE, port))
        self.answer = answer
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection):
        with connection:
            try:
                self.answer(connection)
            except OSError:
                pass  # it has gone


def stream(connection):
    """A download at a pace that rises and falls."""
    request = connection.recv(65536)
    if not request:
        return
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")
    block = bytes(16 * 1024)
    for step in itertools.count():
        wave = 1.2 + (step % 230) / 230 + 0.5 * ((step // 60) % 3)
        for _ in range(int(wave * 6)):
            connection.sendall(block)
        time.sleep(0.05)


def take(connection):
    """An upload, to its end."""
    while connection.recv(256 * 1024):
        pass


def wait(connection):
    while connection.recv(4096):
        pass


# ---- What is shown ---------------------------------------------------------------------------------------------------


def setup_of(ca):
    def profile(name, proxy, **more):
        return {"id": name.lower(), "name": name, "proxy": proxy, **more}

    def application(name, icon, launch, *forwards):
        return {"id": name.lower().replace(" ", "-"), "name": name, "icon": icon, "launch": launch,
                "forwards": [{"id": f"f{port}", "listen": str(port), "target": target} for port, target in forwards]}

    return {
        "schema": 1,
        "profile": "work",
        "profiles": [
            profile("Work", "proxy.example", ca_file=str(ca)),
            profile("Home", "https://home.example/tunnel/{target_host}/{target_port}/",
                    authentication={"scheme": "password", "user": "kim", "secret": {"keychain": "home"}}),
        ],
        "listeners": [{"listen": "localhost:1080"}],
        "applications": [
            application("Database", "x-office-spreadsheet", ["psql", "-h", "localhost"], (5432, "db.internal:5432")),
            application("Mail", "internet-mail", [], (1993, "mail.example:993"), (1587, "mail.example:587")),
            application("Git", "utilities-terminal", [], (2222, "git.example:22")),
        ],
        "rules": [
            {"id": "wiki", "domains": ["corp.example"], "action": "tunnel", "profile": "work"},
            {"id": "printer", "networks": ["192.168.0.0/16"], "action": "direct"},
            {"id": "telnet", "ports": ["23"], "action": "block"},
        ],
    }


# With the listener in the environment, as somebody would have pasted it.
CLIENTS = (
    ["curl", "-sN", "-o", "/dev/null", "http://files.example/debian-13.iso"],
    ["curl", "-sN", "--limit-rate", "1300k", "-T", "/dev/zero", "http://files.example:8080/backup.tar"],
    ["curl", "-sN", "-o", "/dev/null", "http://wiki.corp.example:8081/"],
    ["git", "ls-remote", "http://git.example:8081/culvert.git"],
    ["ssh", "-F", "none", "-o", "StrictHostKeyChecking=no", "-p", "2222", "kim@localhost"],
    ["psql", "-w", "-h", "localhost", "-U", "kim", "orders"],
    ["openssl", "s_client", "-quiet", "-connect", "localhost:1993"],
)


class Show:
    def __init__(self, room, arguments, appearance, scale):
        self.room, self.arguments, self.scale = room, arguments, scale
        self.out = CHECKOUT / "build" / "screenshots" / (appearance + ("@2x" if scale == 2 else ""))
        self.out.mkdir(parents=True, exist_ok=True)
        self.desktop = Desktop(f"{SIZE[0] * scale}x{SIZE[1] * scale}")
        self.environment = self.desktop.environment
        if scale != 1:
            self.environment["QT_SCALE_FACTOR"] = str(scale)
        self.config = pathlib.Path(self.environment["XDG_CONFIG_HOME"], "culvert")
        self.config.mkdir(mode=0o700)
        settings = {"schema": 1, "appearance": appearance, "language": arguments.language}
        (self.config / "settings.json").write_text(json.dumps({k: v for k, v in settings.items() if v}), encoding="utf-8")

    def end(self):
        self.desktop.end()

    def run(self, *command):
        return subprocess.run([str(word) for word in command], env=self.environment, check=True, capture_output=True, text=True,
                              timeout=PATIENCE).stdout

    def picture(self, name, window="root"):
        self.run("import", "-window", window, self.out / f"{name}.png")
        print(f"{self.out.name}/{name}.png", flush=True)

    # ---- The world around the program

    def start_panel(self):
        size = 24 * self.scale
        self.desktop.start(["stalonetray", "--geometry", f"1x1-{8 * self.scale}-{8 * self.scale}", "--icon-size", str(size),
                            "--window-type", "normal", "--decorations", "none"])
        self.until(lambda: self.windows("stalonetray"), "the panel is not there")

    def start_proxy(self):
        proxy = self.desktop.start(
            [self.arguments.build / "app/culvert-proxy", "--listen", "127.0.0.1:443", "--self-signed", self.room / "ca", "--name",
             "proxy.example", "--allow-private", "--json"], stdout=subprocess.PIPE)
        if b'"listening"' not in proxy.stdout.readline():
            raise Off("the proxy does not listen")
        return self.room / "ca" / "ca.pem"

    def start_clients(self):
        variables = {name: "socks5h://localhost:1080" for name in ("ALL_PROXY", "all_proxy", "http_proxy")}
        quiet = {"stdout": subprocess.DEVNULL}
        for command in CLIENTS:
            self.desktop.start(["env", *(f"{k}={v}" for k, v in variables.items()), *command], **quiet)

    # ---- The program

    def start_culvert(self, *arguments):
        self.culvert = self.desktop.start([self.arguments.build / "app/culvert", *arguments], stderr=None)
        # The icon in the panel is a window of its class, too.
        self.window = self.until(lambda: self.windows("^Culvert$", "--name"), "the window is not there")[0]
        self.run("xdotool", "windowsize", "--sync", self.window, 1040 * self.scale, 680 * self.scale)
        self.run("xdotool", "windowmove", "--sync", self.window, 120 * self.scale, 40 * self.scale)
        self.focus()

    def stop_culvert(self):
        os.kill(self.culvert.pid, signal.SIGTERM)
        self.culvert.wait(timeout=PATIENCE)

    def windows(self, name, by="--class"):
        found = subprocess.run(["xdotool", "search", "--onlyvisible", by, name], env=self.environment, check=False,
                               capture_output=True, text=True, timeout=PATIENCE)
        return found.stdout.split()

    def until(self, holds, what):
        deadline = time.monotonic() + PATIENCE
        while not (found := holds()):
            if time.monotonic() > deadline:
                raise Off(what)
            time.sleep(0.05)
        return found

    def focus(self):
        self.run("xdotool", "windowfocus", "--sync", self.window)

    def keys(self, *keys):
        self.run("xdotool", "key", "--delay", "30", *keys)

    def shortcut(self, text):
        """Of a button, in the language of the program."""
        if self.arguments.language != "en":
            texts = xml.etree.ElementTree.parse(CHECKOUT / "translations" / f"culvert_{self.arguments.language}.ts")
            text = next(m.findtext("translation") for m in texts.iter("message") if m.findtext("source") == text)
        return "alt+" + text[text.index("&") + 1].lower()

    def settle(self, seconds=1.0):
        """Until animations are over and numbers are there."""
        time.sleep(seconds)

    # ---- The pictures

    def assistant(self):
        self.start_culvert()
        self.settle()
        self.picture("assistant-1", self.window)
        self.keys(self.shortcut("T&ry it with the built-in proxy"))
        self.settle(4)
        self.picture("assistant-2", self.window)
        self.keys(self.shortcut("&Next"))
        self.until(lambda: self.listens(1080), "the assistant did not turn Culvert on")
        self.settle(2)
        self.picture("assistant-3", self.window)
        self.stop_culvert()

    def pages(self, ca):
        (self.config / "setup.json").write_text(json.dumps(setup_of(ca)), encoding="utf-8")
        shutil.rmtree(pathlib.Path(self.environment["XDG_STATE_HOME"], "culvert"), ignore_errors=True)
        self.start_culvert()
        self.keys("ctrl+1")
        self.settle(0.5)
        self.picture("off", self.window)
        self.keys("ctrl+shift+o")
        self.until(lambda: self.listens(1080), "Culvert did not turn on")
        # Whoever looks at the connections sees which programs they are of, from then on.
        self.keys("ctrl+4")
        self.settle(0.5)
        self.start_clients()
        self.settle(3)
        self.keys("ctrl+1")
        self.settle(self.arguments.history)
        for number, page in enumerate(PAGES, 1):
            self.focus()
            self.keys(f"ctrl+{number}")
            self.settle(2.5)
            self.picture(page, self.window)
        self.keys("ctrl+1")
        self.settle()
        self.picture("desktop")
        tray = self.windows("stalonetray")[0]
        self.run("xdotool", "mousemove", "--window", tray, 12 * self.scale, 12 * self.scale, "click", "3")
        self.settle()
        self.picture("tray-menu")
        self.keys("Escape")
        self.stop_culvert()

    @staticmethod
    def listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0


def main():
    parser = argparse.ArgumentParser(prog="./dev screenshots", description=__doc__.split("\n")[0])
    parser.add_argument("--build", type=pathlib.Path, default=CHECKOUT / "build" / "release")
    parser.add_argument("--appearance", choices=["light", "dark"], action="append")
    parser.add_argument("--scale", type=int, choices=[1, 2], action="append")
    parser.add_argument("--language", default="en")
    parser.add_argument("--history", type=float, default=HISTORY, help=f"seconds of traffic before the pictures ({HISTORY})")
    arguments = parser.parse_args()
    room = pathlib.Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    try:
        enter_network(room)
        for port, answer in {80: stream, 443: wait, 8080: take, 8081: wait, 5432: wait, 993: wait, 587: wait, 22: wait}.items():
            Server(port, answer)
        for appearance in arguments.appearance or ["light", "dark"]:
            for scale in arguments.scale or [1, 2]:
                show = Show(room, arguments, appearance, scale)
                try:
                    show.start_panel()
                    ca = show.start_proxy()
                    show.assistant()
                    show.pages(ca)
                finally:
                    show.end()
    except (Off, subprocess.SubprocessError) as e:
        print(f"screenshots: {e}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
