#!/usr/bin/env python3
"""The system proxy: set while `run --system-proxy` runs, and as it was before whatever ends it."""

import json
import os
import signal
import stat
import time

import harness
from desktop import Desktop
from harness import PROGRAMS

NOWHERE = "127.0.0.1:9"  # no proxy is needed here

# The settings of somebody who has a proxy at work, and one that is off.
WORK = """\
[/]
autoconfig-url='http://wpad.corp.example/proxy.pac'
ignore-hosts=['localhost', '*.corp.example', "it's"]
mode='auto'

[http]
host='proxy.corp.example'
port=3128
"""


class SystemProxyTest(harness.E2eTest):
    desktop_name = "GNOME"

    def setUp(self):
        super().setUp()
        self.desktop = Desktop(self.room, self.desktop_name)

    @property
    def journal(self):
        return os.path.join(self.room.variables["XDG_STATE_HOME"], "culvert", "system-proxy.journal")

    def client(self, *arguments):
        return self.room.start_client(NOWHERE, *arguments, ca=None)

    def client_that_sets(self, *arguments):
        client = self.client("--system-proxy", *arguments)
        told = client.wait_for_event(event="system-proxy", seconds=20)
        self.assertEqual(told["outcome"], "done", told)
        return client

    def end(self, client, number=signal.SIGTERM):
        """Its remarks at the end."""
        before = len(client.find_events(event="system-proxy"))
        client.signal(number)
        self.exit_codes[client] = 0
        self.assertEqual(client.wait(20), 0)
        return [(event["outcome"], event["message"]) for event in client.find_events(event="system-proxy")[before:]]

    def remarks(self, client, count=1):
        client.wait_for_event(event="system-proxy", count=count, seconds=20)
        return [(event["outcome"], event["message"]) for event in client.find_events(event="system-proxy")]

    def repair(self, code=0):
        """culvert-cli repair; its remarks."""
        lines = self.desktop.run(PROGRAMS.cli, "repair", "--json", code=code).splitlines()
        return [(line["outcome"], line["message"]) for line in map(json.loads, lines)]

    @staticmethod
    def speaks_http(client):
        """Whether its port is one for HTTP as well as SOCKS."""
        return bool(client.find_events(event="listening", kind="mixed"))

    def assert_only(self, outcome, words, remarks):
        self.assertEqual([kind for kind, _ in remarks], [outcome], remarks)
        self.assertIn(words, remarks[0][1])


class Gnome(SystemProxyTest):
    def setUp(self):
        super().setUp()
        self.desktop.start_session()

    def assert_set(self, client):
        self.assert_led("127.0.0.1", client)
        self.assertEqual(self.desktop.resolve("http://localhost:8080/"), ["direct://"])

    def assert_led(self, host, client):
        for scheme, http in (("http", self.speaks_http(client)), ("https", self.speaks_http(client)), ("ftp", False)):
            ways = self.desktop.resolve(f"{scheme}://www.example.com/")
            self.assertEqual(ways[0], f"{'http' if http else 'socks5'}://{host}:{client.socks[1]}")
            self.assertNotIn("direct://", ways)

    def test_nothing_was_set_and_nothing_is_left(self):
        client = self.client_that_sets()
        self.assert_set(client)
        self.assertNotEqual(self.desktop.dump(), "")
        self.assert_only("done", "as it was before", self.end(client))
        self.assertEqual(self.desktop.dump(), "")
        self.assertEqual(self.desktop.resolve("https://www.example.com/"), ["direct://"])
        self.assertFalse(os.path.exists(self.journal))

    def test_while_culvert_is_off_nobody_is_led_to_it(self):
        self.desktop.load(WORK)
        before = self.desktop.dump()
        client = self.room.start_client(NOWHERE, "--system-proxy", control=True,
                                        socks=f"127.0.0.1:{harness.free_port()}")
        self.remarks(client)
        self.assert_set(client)
        self.desktop.run(PROGRAMS.cli, "off")
        self.assertIn("as it was before", self.remarks(client, 2)[1][1])
        self.assertEqual(self.desktop.dump(), before)
        self.desktop.run(PROGRAMS.cli, "on")
        self.remarks(client, 3)
        self.assert_set(client)
        self.end(client)
        self.assertEqual(self.desktop.dump(), before)

    def test_an_ipv6_listener_is_understood(self):
        if not harness.has_ipv6():
            self.skipTest("there is no IPv6 here")
        client = self.room.start_client(NOWHERE, "--system-proxy", socks="[::1]:0")
        self.remarks(client)
        self.assert_led("[::1]", client)
        self.end(client)
        self.assertEqual(self.desktop.dump(), "")

    def test_what_was_set_is_back_after_each_way_to_end(self):
        self.desktop.load(WORK)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(signal=number):
                client = self.client_that_sets()
                self.assert_set(client)
                self.assertEqual(self.desktop.resolve("https://git.corp.example/"), ["direct://"])
                self.assert_only("done", "as it was before", self.end(client, number))
                self.assertEqual(self.desktop.dump(), WORK)

    def test_the_journal_is_there_before_the_end_and_for_its_owner_only(self):
        self.client_that_sets()
        mode = os.stat(self.journal).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.journal)).st_mode), 0o700)

    def test_after_kill_9_the_next_start_sets_it_back(self):
        self.desktop.load(WORK)
        self.kill(self.client_that_sets())
        self.assertIn("socks", self.desktop.dump())
        client = self.client()  # one that does not want it itself
        self.assert_only("done", "as it was before", self.remarks(client))
        self.assertEqual(self.desktop.dump(), WORK)

    def test_after_kill_9_the_next_start_journals_what_was_there_before_the_first(self):
        self.desktop.load(WORK)
        self.kill(self.client_that_sets())
        client = self.client("--system-proxy")
        back, now = self.remarks(client, 2)
        self.assertIn("as it was before", back[1])
        self.assertIn(str(client.socks[1]), now[1])
        self.assert_set(client)
        self.end(client)
        self.assertEqual(self.desktop.dump(), WORK)

    def test_after_kill_9_repair_sets_it_back(self):
        self.desktop.load(WORK)
        self.kill(self.client_that_sets())
        self.assert_only("done", "as it was before", self.repair())
        self.assertEqual(self.desktop.dump(), WORK)
        self.assert_only("done", "nothing to repair", self.repair())

    def test_killed_at_any_moment_it_can_be_repaired(self):
        self.desktop.load(WORK)
        for step in range(12):
            client = self.client("--system-proxy")
            time.sleep(0.02 * step)  # from before the journal to after everything
            self.kill(client)
            self.repair()
            self.assertEqual(self.desktop.dump(), WORK, f"killed after {20 * step} ms")

    def test_what_somebody_else_changes_meanwhile_is_left_alone(self):
        self.desktop.load(WORK)
        for ending in ("stop", "kill"):
            with self.subTest(ending=ending):
                client = self.client_that_sets()
                self.desktop.run("gsettings", "set", "org.gnome.system.proxy.socks", "host", "other.example")
                if ending == "kill":
                    self.kill(client)
                    remarks = self.repair()
                else:
                    remarks = self.end(client)
                self.assertEqual([kind for kind, _ in remarks], ["done", "left-alone"], remarks)
                self.assertIn("org.gnome.system.proxy.socks host", remarks[1][1])
                self.assertNotIn("port", remarks[1][1])
                self.assertEqual(self.desktop.dump(), WORK + "\n[socks]\nhost='other.example'\n")
                self.desktop.run("gsettings", "reset", "org.gnome.system.proxy.socks", "host")
                self.assertEqual(self.desktop.dump(), WORK)

    def test_a_second_one_leaves_the_first_ones_alone(self):
        self.desktop.load(WORK)
        first = self.client_that_sets()
        second = self.client("--system-proxy")
        kind, sentence = self.remarks(second)[0]
        self.assertEqual(kind, "in-use")
        self.assertIn(f"process {first.pid}", sentence)
        self.assert_only("in-use", f"process {first.pid}", self.repair())
        self.assertEqual(self.end(second), [])
        self.assert_set(first)
        self.end(first)
        self.assertEqual(self.desktop.dump(), WORK)

    def test_a_damaged_journal_is_reported_and_not_obeyed(self):
        self.desktop.load(WORK)
        self.kill(self.client_that_sets())
        while_set = self.desktop.dump()
        with open(self.journal, "r+b") as file:
            text = file.read()
            file.seek(0)
            file.write(text.replace(b"3128", b"3129"))
            file.truncate(len(text))
        self.assert_only("failed", "damaged", self.repair(code=1))
        self.assertEqual(self.desktop.dump(), while_set)
        with open(self.journal + ".damaged", "rb") as file:
            self.assertEqual(file.read(), text.replace(b"3128", b"3129"))
        self.assert_only("done", "nothing to repair", self.repair())

    def test_a_locked_setting_is_named(self):
        self.room.write("profile", f"user-db:user\nfile-db:{self.room.path('site')}\n")
        os.makedirs(self.room.path("keys/locks"))
        self.room.write("keys/site", "[system/proxy]\nmode='none'\n")
        self.room.write("keys/locks/site", "/system/proxy/mode\n")
        self.desktop.run("dconf", "compile", self.room.path("site"), self.room.path("keys"))
        self.room.variables["DCONF_PROFILE"] = self.room.path("profile")
        client = self.client("--system-proxy")
        self.assert_only("failed", "org.gnome.system.proxy mode is locked", self.remarks(client))
        self.assertEqual(self.end(client), [])
        self.assertEqual(self.desktop.dump(), "[/]\nmode='none'\n")
        self.assertFalse(os.path.exists(self.journal))

    def test_without_the_schema_it_says_so(self):
        self.room.variables["XDG_DATA_DIRS"] = self.room.path("empty")
        client = self.client("--system-proxy")
        self.assert_only("failed", "org.gnome.system.proxy are not installed", self.remarks(client))
        self.assertEqual(self.end(client), [])
        self.assertFalse(os.path.exists(self.journal))

    def test_with_a_bus_that_is_gone_the_next_start_sets_it_back(self):
        client = self.client_that_sets()
        bus = self.room.variables.pop("DBUS_SESSION_BUS_ADDRESS")
        self.kill(client)
        self.assert_only("failed", "no D-Bus session", self.repair(code=1))
        self.assertTrue(os.path.exists(self.journal))
        self.room.variables["DBUS_SESSION_BUS_ADDRESS"] = bus
        self.assert_only("done", "as it was before", self.repair())
        self.assertEqual(self.desktop.dump(), "")


class GnomeWithoutBus(SystemProxyTest):
    def test_it_says_so_and_leaves_nothing(self):
        client = self.client("--system-proxy")
        remarks = self.remarks(client, 2)
        self.assertEqual([kind for kind, _ in remarks], ["failed", "done"], remarks)
        self.assertIn("no D-Bus session", remarks[0][1])
        self.assertIn("as it was before", remarks[1][1])
        self.assertEqual(self.end(client), [])
        self.assertFalse(os.path.exists(self.journal))


class UnknownDesktop(SystemProxyTest):
    desktop_name = "sway"

    def test_nothing_is_changed_and_the_environment_is_named(self):
        client = self.client("--system-proxy")
        self.assert_only("left-alone", f"ALL_PROXY=socks5h://127.0.0.1:{client.socks[1]}", self.remarks(client))
        self.assertEqual(self.end(client), [])
        self.assertFalse(os.path.exists(self.journal))


class Kde(SystemProxyTest):
    desktop_name = "KDE"

    def setUp(self):
        super().setUp()
        self.desktop.start_session()

    def content(self):
        with open(self.desktop.kioslaverc, encoding="utf-8") as file:
            return file.read()

    def test_what_was_set_is_back_after_stop_and_after_kill_9(self):
        for key, value in (("ProxyType", "2"), ("Proxy Config Script", "http://wpad.corp.example/"),
                           ("httpProxy", "http://proxy.corp.example 3128"), ("NoProxyFor", "corp.example,10.0.0.0/8")):
            self.desktop.write_kde(key, value)
        before = self.content()
        for ending in ("stop", "kill"):
            with self.subTest(ending=ending):
                client = self.client_that_sets()
                self.assertEqual(self.desktop.read_kde("ProxyType"), "1")
                self.assertEqual(self.desktop.read_kde("socksProxy"), f"socks://127.0.0.1 {client.socks[1]}")
                http = f"http://127.0.0.1 {client.socks[1]}" if self.speaks_http(client) else ""
                self.assertEqual(self.desktop.read_kde("httpProxy"), http)
                self.assertEqual(self.desktop.read_kde("NoProxyFor"),
                                 "corp.example,10.0.0.0/8,localhost,127.0.0.0/8,::1")
                if ending == "kill":
                    self.kill(client)
                    self.assert_only("done", "as it was before", self.repair())
                else:
                    self.assert_only("done", "as it was before", self.end(client))
                self.assertEqual(self.content(), before)

    def test_what_the_system_says_is_not_made_the_users(self):
        self.room.variables["XDG_CONFIG_DIRS"] = self.room.path("xdg")
        os.makedirs(self.room.path("xdg"))
        self.room.write("xdg/kioslaverc", "[Proxy Settings]\nNoProxyFor=site.example\nProxyType=4\n")
        client = self.client_that_sets()
        self.assertEqual(self.desktop.read_kde("NoProxyFor"), "site.example,localhost,127.0.0.0/8,::1")
        self.end(client)
        self.assertEqual(self.desktop.read_kde("ProxyType"), "4")
        self.assertEqual(self.content(), "")

    def test_programs_that_run_are_told(self):
        monitor = self.room.start("monitor", ["dbus-monitor", "--session", "interface=org.kde.KIO.Scheduler"])
        harness.wait_until(lambda: b"NameAcquired" in monitor.output() or b"NameLost" in monitor.output(), 10,
                           "the monitor does not start")
        client = self.client_that_sets()
        harness.wait_until(lambda: b"member=reparseSlaveConfiguration" in monitor.output(), 10, "nobody is told")
        told = monitor.output().count(b"member=reparseSlaveConfiguration")
        self.end(client)
        harness.wait_until(lambda: monitor.output().count(b"member=reparseSlaveConfiguration") > told, 10,
                           "nobody is told of the end")


if __name__ == "__main__":
    harness.main()
