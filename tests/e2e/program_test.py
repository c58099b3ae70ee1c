#!/usr/bin/env python3
"""The desktop program, on a screen and a session bus of its own: starts, ends, crashes, and what culvert-cli says to it."""

import json
import os
import pathlib
import signal
import socket
import sys
import time

import harness
from desktop import Desktop
from harness import PROGRAMS
from servers import Origin

sys.path.insert(0, os.path.join(harness.CHECKOUT, "tests", "ui"))
import with_desktop  # noqa: E402  (a module of the tests of the window)

NOWHERE = "https://127.0.0.1:9/{target_host}/{target_port}/"
LINK = "culvert://profile?name=Work&proxy=proxy.example"


class ProgramTest(harness.E2eTest):
    """A room with a home, in which the program is started as often as a test wants."""

    desktop_name = "GNOME"

    @classmethod
    def setUpClass(cls):
        cls.screen = with_desktop.Desktop()
        cls.addClassCleanup(cls.screen.end)

    def setUp(self):
        super().setUp()
        self.desktop = Desktop(self.room, self.desktop_name)
        for name in ("DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE", "LSAN_OPTIONS", "QT_NO_XDG_DESKTOP_PORTAL"):
            self.room.variables[name] = self.screen.environment[name]
        # Qt reads strings of the screen that end with their length; strndup() allows that.
        self.room.variables["ASAN_OPTIONS"] = harness.environment()["ASAN_OPTIONS"] + ":strict_string_checks=0"
        self.desktop.start_session()
        self.program = os.path.join(os.path.dirname(PROGRAMS.cli), "culvert")
        self.port = harness.free_port()

    # Files

    def config(self, name):
        return pathlib.Path(self.room.variables["XDG_CONFIG_HOME"], "culvert", name)

    def runtime(self, name):
        return pathlib.Path(self.room.variables["XDG_RUNTIME_DIR"], "culvert", name)

    def save_setup(self, proxy=NOWHERE, **more):
        setup = {"schema": 1, "profile": "work", "profiles": [{"id": "work", "name": "Work", "proxy": proxy, **more}],
                 "listeners": [{"listen": f"127.0.0.1:{self.port}"}]}
        self.save("setup.json", setup)
        return setup

    def save(self, name, value):
        path = self.config(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")

    def load(self, name):
        return json.loads(self.config(name).read_text(encoding="utf-8"))

    # The program

    def start(self, *arguments):
        """The program, once it answers culvert-cli."""
        process = self.room.start("culvert", [self.program, *arguments])
        harness.wait_until(lambda: not process.alive() or self.answers(), self.seconds(20), "it does not answer")
        self.assertTrue(process.alive(), process.errors())
        return process

    def answers(self):
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.runtime("control"))) == 0

    def again(self, *arguments, code=0, seconds=10):
        """One more start, while it runs; how long it took."""
        start = time.monotonic()
        done = harness.run([self.program, *arguments], seconds, env={**harness.environment(), **self.room.variables})
        self.assertEqual(done.returncode, code, done.stderr)
        return time.monotonic() - start

    def stop(self, process, number=signal.SIGTERM):
        process.signal(number)
        self.assertEqual(process.wait(10), 0, process.errors())
        self.check_output(process.output())
        return process.errors()

    def kill_it(self, process):
        process.signal(signal.SIGKILL)
        process.wait(5)

    def cli(self, *arguments, code=0):
        """What culvert-cli prints with --json."""
        return json.loads(self.desktop.run(PROGRAMS.cli, *arguments, "--json", code=code))

    def is_on(self):
        return self.cli("status")["on"]

    def press(self, button):
        """As a screen reader does; QT_LINUX_ACCESSIBILITY_ALWAYS_ON has to be set."""
        self.desktop.run("python3", "-B", os.path.join(os.path.dirname(__file__), "press.py"), "culvert", button,
                         seconds=60)


class Instance(ProgramTest):
    def test_version_and_help_need_no_screen(self):
        env = {**harness.environment(), **self.room.variables, "DISPLAY": ":nowhere"}
        for option, word in (("--version", b"."), ("--help", b"--minimised")):
            done = harness.run([self.program, option], env=env)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(word, done.stdout)
        self.assertEqual(harness.run([self.program, "--what"], env=env).returncode, 2)

    def test_a_second_start_hands_over_and_ends(self):
        self.save_setup()
        process = self.start()
        for arguments in ([], [LINK], ["--minimised"]):
            self.assertLess(self.again(*arguments), self.seconds(2))
            self.assertTrue(process.alive())
        self.assertEqual(self.load("setup.json")["profiles"][0]["id"], "work")
        self.assertEqual(len(self.load("setup.json")["profiles"]), 1, "a link adds nothing by itself")
        self.stop(process)

    def test_the_switch_from_outside(self):
        self.save_setup()
        self.again("--off")  # nothing runs, and nothing is started
        process = self.start()
        self.again("--on")
        harness.wait_until(self.is_on, self.seconds(10), "it is not on")
        self.again("--off")
        harness.wait_until(lambda: not self.is_on(), self.seconds(10), "it is not off")
        self.stop(process)

    def test_after_kill_9_it_starts_again(self):
        before = self.save_setup()
        self.kill_it(self.start())
        process = self.start()
        self.assertEqual(self.load("setup.json"), before)
        self.assertLess(self.again(), self.seconds(2))
        self.assertFalse(self.is_on())
        self.cli("on")
        self.kill_it(process)
        process = self.start()
        harness.wait_until(self.is_on, self.seconds(10), "it was on, and is not")
        self.stop(process)

    def test_what_others_send_is_answered_and_changes_nothing(self):
        process = self.start()
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(self.seconds(10))
            client.connect(str(self.runtime("control-window")))
            lines = client.makefile("rb")
            for request in (b"hello\n", b"\x00\xff\n", b'{"id":1,"command":"quit"}\n',
                            b'{"id":2,"command":"open","links":7}\n'):
                client.sendall(request)
                self.assertIn(b'"error"', lines.readline())
        self.assertTrue(process.alive())
        self.stop(process)

    def test_every_way_to_end_it_is_orderly(self):
        self.save_setup()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(signal=number):
                self.assertEqual(self.stop(self.start(), number), "")
                self.assertFalse(self.runtime("control").exists())
                self.assertFalse(self.runtime("control-window").exists())


class FirstRun(ProgramTest):
    """By the names that a screen reader says."""

    def test_the_built_in_proxy_and_then_curl(self):
        origin = self.closing(Origin(self.room.directory))
        origin.file("page", 1000)
        self.room.variables["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        # Its test of the proxy goes there, and not out into the world.
        state = pathlib.Path(self.room.variables["XDG_STATE_HOME"], "culvert")
        state.mkdir(parents=True)
        (state / "tests.ini").write_text(f"[General]\ntarget=127.0.0.1:{origin.port}\n", encoding="utf-8")
        process = self.start()
        for button in ("Try it with the built-in proxy", "Next", "Finish"):
            self.press(button)
        harness.wait_until(self.is_on, self.seconds(10), "it is not on")
        [listener] = self.cli("status")["listeners"]
        done = harness.run(["curl", "-q", "-sS", "--max-time", "20", "-x", f"socks5h://{listener['address']}",
                            origin.url("page")], 25)
        self.assertEqual(len(done.stdout), 1000, done.stderr)
        self.stop(process)
        self.assertEqual([profile["id"] for profile in self.load("setup.json")["profiles"]], ["built-in-proxy"])


class WindowedTest(ProgramTest):
    """Seen from outside: by the window manager, and by a panel."""

    def xdotool(self, *arguments):
        done = harness.run(["xdotool", *arguments], env=self.screen.environment)
        return done.stdout.decode().split()

    def windows(self):
        """Those that the window manager has, and shows; an icon in a panel is none of them."""
        done = harness.run(["wmctrl", "-lx"], env=self.screen.environment)
        managed = [int(line.split()[0], 16) for line in done.stdout.decode().splitlines() if line.split()[2].startswith("culvert.")]
        return [str(window) for window in managed if str(window) in self.visible()]

    def visible(self):
        return self.xdotool("search", "--onlyvisible", "--class", "^culvert$")

    def wait_for_window(self, shown=True):
        harness.wait_until(lambda: bool(self.windows()) == shown, self.seconds(20),
                           "no window is shown" if shown else "the window is still there")
        return self.windows()[0] if shown else None

    def close(self, window):
        """As a person does, by the window manager."""
        harness.run(["wmctrl", "-i", "-c", hex(int(window))], env=self.screen.environment)

    def start_panel(self):
        panel = self.room.start("panel", ["stalonetray", "--geometry", "4x1+20+20", "--icon-size", "32",
                                          "--window-type", "dock"])
        harness.wait_until(lambda: self.xdotool("search", "--class", "stalonetray"), self.seconds(20), "there is no panel")
        return panel


class Window(WindowedTest):
    def test_a_second_start_brings_it_to_the_front(self):
        process = self.start()
        window = self.wait_for_window()
        self.xdotool("windowminimize", "--sync", window)
        self.wait_for_window(False)
        self.again()
        self.assertEqual(self.wait_for_window(), window)
        harness.wait_until(lambda: self.xdotool("getactivewindow") == [window], self.seconds(20), "it is not in front")
        self.stop(process)

    def test_started_minimised_it_is_in_the_panel_only(self):
        self.start_panel()
        process = self.start("--minimised")
        time.sleep(self.seconds(6))  # in which it would have been shown, had there been no panel
        self.assertEqual(self.windows(), [])
        self.again()
        self.wait_for_window()
        self.stop(process)

    def test_without_a_panel_minimised_is_not_hidden_for_good(self):
        process = self.start("--minimised")
        self.wait_for_window()
        self.stop(process)

    def test_when_the_panel_goes_the_window_comes(self):
        panel = self.start_panel()
        process = self.start("--minimised")
        self.room.kill(panel)
        self.wait_for_window()
        self.stop(process)

    def test_closing_it_ends_the_program_where_there_is_no_panel(self):
        process = self.start()
        window = self.wait_for_window()
        self.close(window)
        self.assertEqual(process.wait(20), 0, process.errors())

    def test_closing_it_leaves_the_icon_where_there_is_one(self):
        self.start_panel()
        process = self.start()
        self.close(self.wait_for_window())
        self.wait_for_window(False)
        self.assertFalse(self.is_on())
        self.assertTrue(process.alive())
        self.stop(process)

    def click_icon(self, button):
        self.xdotool("mousemove", "36", "36", "click", str(button))

    def test_the_icon_opens_hides_and_turns_on(self):
        self.save_setup()
        self.start_panel()
        process = self.start("--minimised")
        time.sleep(1)  # until the panel has drawn it: nobody tells
        self.click_icon(1)
        window = self.wait_for_window()
        harness.wait_until(lambda: self.xdotool("getactivewindow") == [window], self.seconds(10), "it is not in front")
        time.sleep(0.6)  # or it would be a double click
        self.click_icon(1)
        self.wait_for_window(False)
        for wanted in (True, False):
            time.sleep(0.6)
            before = len(self.visible())
            self.click_icon(3)
            harness.wait_until(lambda: len(self.visible()) > before, self.seconds(10), "there is no menu")
            self.xdotool("key", "Down", "Return")
            harness.wait_until(lambda: self.is_on() == wanted, self.seconds(10), f"it is not {wanted}")
        self.stop(process)

    def test_it_is_where_it_was(self):
        process = self.start()
        window = self.wait_for_window()
        self.xdotool("windowsize", "--sync", window, "900", "650")
        self.stop(process)
        process = self.start()
        geometry = self.xdotool("getwindowgeometry", "--shell", self.wait_for_window())
        self.assertIn("WIDTH=900", geometry)
        self.assertIn("HEIGHT=650", geometry)
        self.stop(process)


class Files(ProgramTest):
    def test_a_damaged_setup_is_left_alone(self):
        for text in ("{", '{"schema": 99}', "\x00" * 100):
            with self.subTest(text=text[:10]):
                self.save("setup.json", text)
                process = self.start()
                error = self.cli("profiles", "add", "--name", "Home", "--proxy", "proxy.example", code=1)["error"]
                self.assertIn("setup.json", error["sentence"])
                self.stop(process)
                self.assertEqual(self.config("setup.json").read_text(encoding="utf-8"), text)

    def test_damaged_settings_are_left_alone(self):
        self.save("settings.json", "nonsense")
        process = self.start()
        self.assertFalse(self.is_on())
        self.stop(process)
        self.assertEqual(self.config("settings.json").read_text(encoding="utf-8"), "nonsense")

    def test_a_directory_that_cannot_be_written(self):
        if os.geteuid() == 0:
            os.makedirs(self.room.variables["XDG_CONFIG_HOME"], exist_ok=True)
            pathlib.Path(self.room.variables["XDG_CONFIG_HOME"], "culvert").write_text("no directory")
        else:
            os.chmod(self.room.variables["XDG_CONFIG_HOME"], 0o500)
        process = self.start()
        self.assertFalse(self.is_on())
        self.stop(process)


class Commands(ProgramTest):
    def test_status_on_and_off(self):
        self.save_setup()
        process = self.start()
        self.assertFalse(self.is_on())
        status = self.cli("on")
        self.assertTrue(status["on"])
        self.assertEqual([listener["address"] for listener in status["listeners"]], [f"127.0.0.1:{self.port}"])
        self.assertTrue(harness.listens(self.port))
        self.cli("off")
        self.assertFalse(self.is_on())
        self.assertFalse(harness.listens(self.port))
        self.stop(process)

    def test_what_is_changed_is_saved_by_one_writer(self):
        self.save_setup()
        process = self.start()
        self.cli("on")
        forward = harness.free_port()
        added = self.cli("forward", "add", f"127.0.0.1:{forward}=db.internal:5432")
        self.assertEqual(added["listen"], f"127.0.0.1:{forward}")
        self.assertTrue(harness.listens(forward))
        self.cli("profiles", "add", "--name", "Home", "--proxy", "home.example")
        self.cli("profiles", "use", "home")
        self.cli("forward", "off", added["forward"])
        self.assertFalse(harness.listens(forward))
        anywhere = self.cli("forward", "add", "0=web.internal:80")["listen"]
        self.assertRegex(anywhere, r"^localhost:[1-9]")
        self.assertTrue(harness.listens(int(anywhere.rpartition(":")[2])))
        self.assertEqual(self.stop(process), "")
        setup = self.load("setup.json")
        self.assertEqual(setup["profile"], "home")
        self.assertEqual([profile["id"] for profile in setup["profiles"]], ["work", "home"])
        [application] = setup["applications"]
        self.assertEqual([one["target"] for one in application["forwards"]], ["db.internal:5432", "web.internal:80"])
        self.assertEqual(application["forwards"][1]["listen"], anywhere, "the port that was found is kept")
        self.assertFalse(application["forwards"][0]["on"])

    def test_a_forward_that_cannot_be_opened_is_not_kept(self):
        self.save_setup()
        process = self.start()
        self.cli("on")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            error = self.cli("forward", "add", f"127.0.0.1:{taken.getsockname()[1]}=db.internal:5432", code=1)["error"]
        self.assertIn("in use", error["sentence"])
        self.assertEqual(self.cli("forward", "list"), [])
        self.stop(process)

    def test_the_trace_can_be_followed(self):
        self.save_setup()
        process = self.start()
        self.cli("on")
        follow = self.room.start("trace", [PROGRAMS.cli, "trace", "--follow", "--json"])
        with socket.create_connection(("127.0.0.1", self.port)) as client:
            client.sendall(b"CONNECT db.internal:5432 HTTP/1.1\r\nHost: db.internal:5432\r\n\r\n")
            harness.wait_until(lambda: b'"step"' in follow.output(), self.seconds(10), "no step is told")
        self.stop(process)

    def test_with_culvert_cli_run_beside_it(self):
        run = self.room.start("client", [PROGRAMS.cli, "run", "--proxy", "127.0.0.1:9", "--socks", "127.0.0.1:0", "--json"])
        run.wait_for_event(event="started")
        process = self.room.start("culvert", [self.program])
        harness.wait_until(lambda: "Culvert runs already" in process.errors(), self.seconds(20), "nothing is said")
        self.assertIn(f"process {run.pid}", process.errors())
        self.again()  # once that is answered, signals are taken
        self.stop(process)


class BuiltInProxy(ProgramTest):
    """Set up earlier: the program has its proxy again."""

    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))
        self.origin.file("page", 1000)
        self.proxy_port = harness.free_port()
        self.ca = os.path.join(self.room.variables["XDG_DATA_HOME"], "culvert", "built-in-proxy", "ca.pem")
        self.save_setup(f"https://localhost:{self.proxy_port}/old/{{target_host}}/{{target_port}}/", ca_file=self.ca)

    def template(self):
        return self.load("setup.json")["profiles"][0]["proxy"]

    def assert_carries(self):
        self.cli("on")
        done = harness.run(["curl", "-q", "-sS", "--max-time", "20", "-x", f"socks5h://127.0.0.1:{self.port}",
                            self.origin.url("page")], 25)
        self.assertEqual(len(done.stdout), 1000, done.stderr)

    def wait_for_template(self, holds):
        harness.wait_until(lambda: holds(self.template()), self.seconds(20), "the profile does not name the proxy")

    def test_it_carries(self):
        process = self.start()
        self.wait_for_template(lambda template: f"localhost:{self.proxy_port}/" in template and "/old/" not in template)
        self.assert_carries()
        template = self.template()
        self.stop(process)
        self.assertFalse(harness.listens(self.proxy_port))
        process = self.start()
        harness.wait_until(lambda: harness.listens(self.proxy_port), self.seconds(20), "the proxy is not there")
        self.assertEqual(self.template(), template)
        self.assert_carries()
        self.stop(process)

    def test_where_its_port_is_taken_it_has_another(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", self.proxy_port))
            taken.listen()
            process = self.start()
            self.wait_for_template(lambda template: f":{self.proxy_port}/" not in template)
            self.assert_carries()
            self.stop(process)

    def test_others_on_this_computer_find_nothing(self):
        process = self.start()
        self.wait_for_template(lambda template: "/old/" not in template)
        done = harness.run([PROGRAMS.cli, "check", "--proxy", f"localhost:{self.proxy_port}", "--ca", self.ca,
                            "127.0.0.1", self.origin.port], env={**harness.environment(), **self.room.variables})
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertIn(b"404", done.stdout + done.stderr)
        self.stop(process)


class SystemProxy(ProgramTest):
    def setUp(self):
        super().setUp()
        self.save_setup()
        self.save("settings.json", {"schema": 1, "system_proxy": True})

    def set_proxy(self):
        """The program, which has set the system proxy."""
        process = self.start()
        self.assertNotIn("mode='manual'", self.desktop.dump())
        self.cli("on")
        harness.wait_until(lambda: "mode='manual'" in self.desktop.dump(), self.seconds(20), "it is not set")
        self.assertEqual(self.desktop.resolve("https://www.example.com/")[0], f"http://127.0.0.1:{self.port}")
        return process

    def test_it_is_set_while_culvert_is_on_and_given_back_at_the_end(self):
        process = self.set_proxy()
        self.cli("off")
        harness.wait_until(lambda: self.desktop.dump() == "", self.seconds(20), "it is not given back")
        self.cli("on")
        harness.wait_until(lambda: self.desktop.dump() != "", self.seconds(20), "it is not set again")
        self.stop(process)
        self.assertEqual(self.desktop.dump(), "")

    def kill_while_on(self):
        """Once it is written down that it is on."""
        process = self.set_proxy()
        harness.wait_until(self.was_on, self.seconds(10), "it is not kept that it is on")
        self.kill_it(process)
        self.assertIn("mode='manual'", self.desktop.dump())

    @property
    def state(self):
        return pathlib.Path(self.room.variables["XDG_STATE_HOME"], "culvert", "state.json")

    def was_on(self):
        return self.state.exists() and json.loads(self.state.read_text(encoding="utf-8"))["on"]

    def test_after_kill_9_the_next_start_gives_it_back(self):
        before = self.load("setup.json")
        self.kill_while_on()
        self.state.unlink()  # else it would be on again
        process = self.start()
        harness.wait_until(lambda: self.desktop.dump() == "", self.seconds(20), "it is not given back")
        self.assertEqual(self.load("setup.json"), before)
        self.stop(process)

    def test_after_kill_9_it_is_on_again_and_knows_what_was_before(self):
        self.kill_while_on()
        process = self.start()
        harness.wait_until(self.is_on, self.seconds(20), "it is not on")
        harness.wait_until(lambda: "mode='manual'" in self.desktop.dump(), self.seconds(20), "it is not set again")
        self.stop(process)
        self.assertEqual(self.desktop.dump(), "")


if __name__ == "__main__":
    harness.main()
