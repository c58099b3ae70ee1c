#!/usr/bin/env python3
"""The desktop program as one of a session: what it loads, and the panel."""

import os

import harness
from program_test import ProgramTest, WindowedTest

# Owns a name on the bus, and says on its output what it is told.
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


if __name__ == "__main__":
    harness.main()
