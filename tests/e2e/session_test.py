#!/usr/bin/env python3
"""The desktop program as one of a session: what it loads, links that are opened, the panel, and how the session ends."""

import base64
import json
import os
import pathlib
import signal
import socket
import struct
import time

import harness
from program_test import ProgramTest, WindowedTest, with_desktop

ENTRY = "org.culvert.Culvert.desktop"

# Owns a name on the bus and says on its output what it is told; sends a signal for each word that it reads.
LOGIND = """
import os
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.login1", Gio.BusNameOwnerFlags.NONE, lambda *_: print("ready", flush=True), None)
def read(*_):
    words = os.read(0, 4096).split()
    for word in words:
        bus.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForShutdown",
                        GLib.Variant("(b)", (word == b"off",)))
    return bool(words)
GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, read)
GLib.MainLoop().run()
"""

WATCHER = """
from gi.repository import Gio, GLib
XML = '''<node><interface name="org.kde.StatusNotifierWatcher">
<method name="RegisterStatusNotifierItem"><arg type="s" direction="in"/></method>
<property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
<property name="ProtocolVersion" type="i" access="read"/>
<property name="RegisteredStatusNotifierItems" type="as" access="read"/>
</interface></node>'''
def call(bus, sender, path, interface, method, parameters, invocation):
    print("item", sender, flush=True)
    invocation.return_value(None)
def get(bus, sender, path, interface, name):
    return {"IsStatusNotifierHostRegistered": GLib.Variant("b", True), "ProtocolVersion": GLib.Variant("i", 0),
            "RegisteredStatusNotifierItems": GLib.Variant("as", [])}[name]
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object("/StatusNotifierWatcher", Gio.DBusNodeInfo.new_for_xml(XML).interfaces[0], call, get, None)
Gio.bus_own_name_on_connection(bus, "org.kde.StatusNotifierWatcher", Gio.BusNameOwnerFlags.NONE,
                               lambda *_: print("ready", flush=True), None)
GLib.MainLoop().run()
"""


def link_of(profile):
    """As docs/links.md has it."""
    text = json.dumps(profile).encode()
    return "culvert://profile/1/" + base64.urlsafe_b64encode(text).decode().rstrip("=")


class SessionTest(ProgramTest):
    def start_helper(self, name, script, **more):
        helper = self.room.start(name, ["python3", "-c", script], **more)
        harness.wait_until(lambda: b"ready" in helper.output(), self.seconds(20), f"{name} is not there")
        return helper


class Toolkits(WindowedTest):
    """The memory of the program is that of Qt alone."""

    def files_of(self, process):
        with open(f"/proc/{process.pid}/maps", encoding="utf-8") as maps:
            return {os.path.basename(line.split()[-1]) for line in maps if "/" in line}

    def test_no_desktop_makes_it_load_gtk(self):
        for name in ("GNOME", "ubuntu:GNOME", "XFCE", "MATE", "X-Cinnamon", "KDE", ""):
            with self.subTest(desktop=name):
                self.room.variables["XDG_CURRENT_DESKTOP"] = name
                process = self.start()
                self.wait_for_window()
                loaded = self.files_of(process)
                self.assertTrue(any("libQt6Widgets" in file for file in loaded), loaded)
                self.assertEqual([file for file in loaded if "gtk" in file], [])
                self.is_on()  # once that is answered, signals are taken
                self.stop(process)
                self.wait_for_window(False)


class Panel(SessionTest):
    def test_the_icon_is_in_a_panel_of_every_desktop(self):
        watcher = self.start_helper("watcher", WATCHER)
        for name in ("GNOME", "XFCE", "KDE", ""):
            with self.subTest(desktop=name):
                self.room.variables["XDG_CURRENT_DESKTOP"] = name
                before = watcher.output().count(b"item")
                process = self.start("--minimised")
                harness.wait_until(lambda: watcher.output().count(b"item") > before, self.seconds(20), "there is no icon")
                self.is_on()  # once that is answered, signals are taken
                self.stop(process)


class Links(SessionTest):
    """What a browser does with a link, or a person who clicks on one in a mail."""

    def setUp(self):
        super().setUp()
        self.room.variables["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        applications = pathlib.Path(self.room.variables["XDG_DATA_HOME"], "applications")
        applications.mkdir(parents=True)
        entry = pathlib.Path(harness.CHECKOUT, "packaging", "desktop", ENTRY).read_text(encoding="utf-8")
        entry = entry.replace("Exec=culvert", f"Exec={self.program}")  # and TryExec
        (applications / ENTRY).write_text(entry, encoding="utf-8")
        self.desktop.run("desktop-file-validate", applications / ENTRY)
        self.desktop.run("update-desktop-database", applications)
        self.save_setup()

    def pid(self):
        """Of the one that runs, whoever has started it."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(self.runtime("control")))
            return struct.unpack("3i", probe.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]

    def end(self):
        pid = self.pid()
        os.kill(pid, signal.SIGTERM)
        harness.wait_until(lambda: not self.answers() and not os.path.exists(f"/proc/{pid}/exe"), self.seconds(10),
                           "it does not end")

    def open(self, opener, link):
        """Whether it ends once the link is handed over, or with the program that it starts, is its own business."""
        self.room.start("open", [*opener, link])

    def check_offer(self):
        """It is shown, understood, and nothing is changed before somebody says so."""
        harness.wait_until(self.answers, self.seconds(20), "nothing has been started")
        self.press("Next")  # which can be pressed once there is something to go on with
        self.press("Use it anyway")
        self.press("Finish")

    def names(self):
        return [profile["name"] for profile in self.load("setup.json")["profiles"]]

    def check_opener(self, *opener):
        link = link_of({"name": "From a link", "proxy": "127.0.0.1:9"})
        self.assertFalse(self.answers())
        self.open(opener, link)
        self.addCleanup(lambda: self.answers() and self.end())
        self.check_offer()
        harness.wait_until(lambda: self.names() == ["Work", "From a link"], self.seconds(10), "it was not taken")
        other = link_of({"name": "Another", "proxy": "127.0.0.1:9"})
        before = self.pid()
        self.open(opener, other)
        self.check_offer()
        self.assertEqual(self.pid(), before)
        harness.wait_until(lambda: self.names() == ["Work", "From a link", "Another"], self.seconds(10),
                           "it was not taken")
        self.end()

    def test_xdg_open_of_gnome(self):
        self.check_opener("xdg-open")

    def test_xdg_open_without_a_desktop(self):
        self.room.variables["XDG_CURRENT_DESKTOP"] = "openbox"
        self.check_opener("xdg-open")

    def test_gio_open(self):
        self.check_opener("gio", "open")


class End(SessionTest):
    def set_proxy(self, *arguments):
        """The program, on, with the system proxy set."""
        self.save_setup()
        self.save("settings.json", {"schema": 1, "system_proxy": True})
        process = self.start(*arguments)
        self.cli("on")
        self.wait_for_proxy(True)
        return process

    def wait_for_proxy(self, there):
        harness.wait_until(lambda: ("mode='manual'" in self.desktop.dump()) == there, self.seconds(20),
                           "the system proxy is not set" if there else "the system proxy is not given back")

    def test_a_signal_ends_it_soon_and_gives_the_proxy_back(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            for arguments in ((), ("--minimised",)):
                with self.subTest(signal=number, arguments=arguments):
                    process = self.set_proxy(*arguments)
                    with socket.create_connection(("127.0.0.1", self.port)) as client:
                        client.sendall(b"CONNECT db.internal:5432 HTTP/1.1\r\nHost: db.internal:5432\r\n\r\n")
                        start = time.monotonic()
                        self.assertEqual(self.stop(process, number), "")
                        self.assertLess(time.monotonic() - start, self.seconds(4))
                    self.assertEqual(self.desktop.dump(), "")

    def test_when_the_computer_is_switched_off_the_proxy_is_given_back_first(self):
        self.room.variables["DBUS_SYSTEM_BUS_ADDRESS"] = self.room.variables["DBUS_SESSION_BUS_ADDRESS"]
        read, write = os.pipe()
        with os.fdopen(write, "wb", buffering=0) as say:
            self.start_helper("logind", LOGIND, stdin=read)
            os.close(read)
            process = self.set_proxy()

            def given_back():
                say.write(b"off\n")  # again, until it listens
                return self.desktop.dump() == ""

            harness.wait_until(given_back, self.seconds(20), "the system proxy is not given back")
            self.assertTrue(process.alive())
            say.write(b"on\n")
            self.wait_for_proxy(True)
        self.stop(process)

    def test_when_the_screen_is_lost_the_proxy_is_given_back(self):
        """What happens at the end of a session that says nothing to anybody."""
        other = with_desktop.Desktop(bus=False)
        self.addCleanup(other.end)
        self.room.variables["DISPLAY"] = other.environment["DISPLAY"]
        process = self.set_proxy()
        for child in other.children:
            child.kill()
        process.wait(10)
        self.assertNotEqual(process.popen.returncode, -signal.SIGSEGV, process.errors())
        self.assertGreaterEqual(process.popen.returncode, 0, process.errors())
        self.assertEqual(self.desktop.dump(), "")
        self.assertFalse(self.runtime("control").exists())


if __name__ == "__main__":
    harness.main()
