#!/usr/bin/env python3
"""Leading programs to a client: culvert-cli env and launch, and connect and check with a profile that was saved."""

import json
import os
import shlex
import subprocess
import unittest

import harness
from harness import PRIVATE, PROGRAMS, find_program
from servers import Origin
from ssh_test import SshTest, account

DONE, FAILED, USAGE, NOT_RUNNING = 0, 1, 2, 3


class Saved(harness.E2eTest):
    """A profile that is saved, in a place of the test's own."""

    def setUp(self):
        super().setUp()
        self.setup_file = os.path.join(PRIVATE, "culvert", "setup.json")
        for name in ("setup.json", "setup.json.bak", "setup.json.lock"):
            path = os.path.join(PRIVATE, "culvert", name)
            self.addCleanup(lambda path=path: os.path.exists(path) and os.remove(path))
        self.proxy = self.room.start_proxy()

    def cli(self, *arguments, code=DONE, **options):
        done = harness.run([PROGRAMS.cli, *arguments], **options)
        self.check_output(done.stdout + done.stderr)
        self.assertEqual(done.returncode, code, (arguments, done.stdout, done.stderr))
        return done.stdout.decode(), done.stderr.decode()

    def save(self):
        return self.cli("profiles", "add", "--name", "Work", *self.room.client_arguments(self.proxy))[0].strip()

    def change(self, change):
        with open(self.setup_file, encoding="utf-8") as file:
            setup = json.load(file)
        change(setup)
        with open(self.setup_file, "w", encoding="utf-8") as file:
            json.dump(setup, file)

    def origin(self):
        origin = self.closing(Origin(self.room.directory))
        self.room.write("page", "through the proxy\n")
        return origin


class Environment(Saved):
    def run_with_port(self, listen="127.0.0.1:0"):
        self.client = self.room.start_client(self.proxy, control=True, socks=listen)
        return "%s:%d" % self.client.socks

    def test_lines_for_a_shell_lead_curl(self):
        port = self.run_with_port()
        url = self.origin().url("page")
        lines = self.cli("env")[0]
        self.assertIn(f"export ALL_PROXY=socks5h://{port}\n", lines)
        self.assertIn("export NO_PROXY=localhost,127.0.0.0/8,127.0.0.1,::1\n", lines)
        # NO_PROXY excepts this computer, where the test's origin is.
        done = harness.run(["bash", "-c", f"{lines}curl -q -sS --noproxy '' {shlex.quote(url)}"])
        self.assertEqual((done.stdout, done.stderr), (b"through the proxy\n", b""))
        self.client.wait_for_event(event="tunnel-opened")

    def test_a_port_on_both_families(self):
        self.run_with_port("localhost:0")
        self.assertIn(f"=socks5h://127.0.0.1:{self.client.socks[1]}\n", self.cli("env")[0])

    def test_other_shells_and_programs(self):
        port = self.run_with_port()
        self.assertIn(f"set -gx ALL_PROXY socks5h://{port}\n", self.cli("env", "--shell", "fish")[0])
        self.assertIn(f"$env:ALL_PROXY = 'socks5h://{port}'\n", self.cli("env", "--shell", "powershell")[0])
        self.assertIn(f"set ALL_PROXY=socks5h://{port}\n", self.cli("env", "--shell", "cmd")[0])
        self.assertEqual(self.cli("env", "--for", "git")[0], f"git config --global http.proxy socks5h://{port}\n")
        self.assertEqual(self.cli("env", "--for", "ssh")[0],
                         "Host *\n  ProxyCommand 'culvert-cli' connect %h %p\n")
        self.assertEqual(json.loads(self.cli("env", "--json")[0])["http_proxy"], f"http://{port}")
        self.cli("env", "--shell", "tcl", code=USAGE)

    def test_nothing_to_lead_to(self):
        self.assertEqual(self.cli("env", code=NOT_RUNNING), ("", "culvert-cli: Culvert does not run.\n"))
        self.cli("launch", "true", code=NOT_RUNNING)
        self.run_with_port()
        self.cli("off")
        self.assertEqual(self.cli("env", code=FAILED)[1],
                         "culvert-cli: Culvert is off; culvert-cli on turns it on.\n")

    def test_no_port_for_programs(self):
        self.client = self.room.start_client(self.proxy, "--forward", "127.0.0.1:0=127.0.0.1:9", control=True,
                                             socks=None)
        self.assertEqual(self.cli("env", code=FAILED)[1],
                         "culvert-cli: Culvert has no port open for SOCKS and HTTP.\n")

    def test_a_program_is_launched(self):
        self.run_with_port()
        url = self.origin().url("page")
        out, errors = self.cli("launch", "curl", "-q", "-sS", "--noproxy", "", url)
        self.assertEqual((out, errors), ("through the proxy\n", ""))
        self.client.wait_for_event(event="tunnel-opened")
        self.assertEqual(harness.run([PROGRAMS.cli, "launch", "sh", "-c", "exit 7"]).returncode, 7)
        self.assertEqual(self.cli("launch", "no-such-program", code=FAILED)[1],
                         "culvert-cli: there is no program no-such-program.\n")
        self.cli("launch", code=USAGE)

    def test_the_command_of_an_application(self):
        self.save()
        self.change(lambda setup: setup.update(applications=[
            {"id": "say", "launch": ["sh", "-c", "echo $0 $ALL_PROXY"]}, {"id": "none"}]))
        port = self.run_with_port()
        self.assertEqual(self.cli("launch", "--application", "say")[0], f"sh socks5h://{port}\n")
        self.assertIn("no command", self.cli("launch", "--application", "none", code=USAGE)[1])
        self.assertIn("there is no application", self.cli("launch", "--application", "other", code=USAGE)[1])


class SavedProfile(Saved):
    def test_check(self):
        self.save()
        port = self.origin().port
        self.assertIn(f"The tunnel to 127.0.0.1:{port} opens", self.cli("check", "127.0.0.1", port)[0])
        self.assertIn("The proxy can be reached", self.cli("check")[0])

    def test_one_of_several(self):
        self.save()
        gone = self.cli("profiles", "add", "--name", "Gone", "--proxy", f"127.0.0.1:{harness.free_port()}")[0].strip()
        self.cli("check")
        self.cli("check", "--profile", gone, code=FAILED)
        self.assertIn("there is no profile other", self.cli("check", "--profile", "other", code=USAGE)[1])

    def test_no_profile_or_half_of_one(self):
        self.assertIn("no profile is saved", self.cli("connect", "127.0.0.1", "1", code=USAGE)[1])
        self.assertIn("--proxy, with --ca, is required", self.cli("connect", "--ca", "ca.pem", "a", "1", code=USAGE)[1])
        self.cli("check", "--proxy", "a.example", "--profile", "work", code=USAGE)

    def test_what_rules_say(self):
        self.save()
        self.change(lambda setup: setup.update(rules=[{"id": "no", "networks": ["127.0.0.1/32"], "action": "block"}]))
        self.assertIn("rule 1", self.cli("connect", "127.0.0.1", "9", code=FAILED)[1])


@unittest.skipUnless(account(), "OpenSSH needs an account, and this user id has none")
class Ssh(Saved, SshTest):
    """ssh with the lines that `env --for ssh` prints, and nothing else."""

    def test_the_lines_for_ssh(self):
        self.save()
        place = self.room.path("bin")
        os.mkdir(place)
        os.symlink(PROGRAMS.cli, os.path.join(place, "culvert-cli"))
        config = self.room.write("config", self.cli("env", "--for", "ssh")[0])
        words = [word for word in self.options() if not word.startswith("ProxyCommand=")]
        options = [word for number, word in enumerate(words)
                   if not (word == "-o" and words[number + 1:number + 2] in (["-o"], []))]
        options[options.index("-F") + 1] = config
        environment = harness.environment() | {"PATH": place + os.pathsep + os.environ["PATH"]}
        done = subprocess.run([find_program("ssh"), *map(str, options), "-p", str(self.port), "-l", account(),
                               "127.0.0.1", "echo there"], capture_output=True, check=False, timeout=self.seconds(30),
                              env=environment, stdin=subprocess.DEVNULL)
        self.assertEqual((done.stdout, done.stderr), (b"there\n", b""))


if __name__ == "__main__":
    harness.main()
