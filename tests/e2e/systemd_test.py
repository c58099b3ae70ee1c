#!/usr/bin/env python3
"""The unit for systemd: what `systemd-analyze` says of it, and its command line with the real proxy."""

import os
import re
import shlex

import harness
from certificates import Authority
from harness import CHECKOUT, PROGRAMS, find_program
from servers import Origin

UNIT = os.path.join(CHECKOUT, "packaging", "systemd", "culvert-proxy.service")
EXPOSURE = 20  # of 100, as `systemd-analyze security` counts it


def settings(text):
    """{name: [value, …]}"""
    found = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


class Unit(harness.E2eTest):
    def setUp(self):
        super().setUp()
        with open(UNIT, encoding="utf-8") as file:
            self.text = file.read()
        self.settings = settings(self.text)

    def analyze(self, *arguments):
        # As it would be installed, with a program that is there.
        unit = self.room.write("culvert-proxy.service",
                               self.text.replace("ExecStart=culvert-proxy", f"ExecStart={PROGRAMS.proxy}"))
        return harness.run([find_program("systemd-analyze"), *arguments, unit])

    def test_it_is_well_formed(self):
        done = self.analyze("verify", "--man=no")
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))

    def test_it_has_few_rights(self):
        done = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager")
        self.assertEqual(done.returncode, 0, done.stdout.decode()[-300:])

    def test_its_command_line_starts_the_proxy(self):
        origin = self.closing(Origin(self.room.directory))
        authority = Authority(self.room.path("authority"))
        certificate, key = authority.issue("proxy")
        hashed = harness.run([PROGRAMS.proxy, "--hash-password"], input=b"secret\n").stdout.decode().strip()
        files = {"cert.pem": certificate, "key.pem": key, "users": self.room.write("users", f"kim:{hashed}\n")}
        values = dict(one.split("=", 1) for one in self.settings["Environment"])
        self.assertEqual(values, {"LISTEN": "0.0.0.0:443", "OPTIONS": ""})
        values.update(LISTEN="127.0.0.1:0", OPTIONS="--json --verbose --deny *:25 --allow-private")

        self.assertEqual([one.split(":")[0] for one in self.settings["LoadCredential"]], list(files))
        os.mkdir(self.room.path("credentials"))
        for name, path in files.items():
            os.symlink(path, self.room.path(f"credentials/{name}"))
        values["CREDENTIALS_DIRECTORY"] = self.room.path("credentials")
        arguments = []
        for word in shlex.split(self.settings["ExecStart"][0])[1:]:
            expanded = re.sub(r"\$\{(\w+)\}", lambda match: values[match[1]], word)
            arguments += values[word[1:]].split() if word.startswith("$") and "{" not in word else [expanded]

        proxy = self.room.start("proxy", [PROGRAMS.proxy, *arguments])
        listening = proxy.wait_for_event(event="listening")
        template = listening["template"].replace("localhost", "127.0.0.1")
        client = self.room.start_client(template, "--user", "kim", "--password-file",
                                        self.room.write("password", "secret\n"), ca=authority.ca)
        digest = origin.file("file", 5000)
        done = harness.curl(client, "-T", self.room.path("file"), origin.url("upload"))
        self.assertEqual(done.stdout.decode(), digest, done.stderr)

    def test_it_waits_longer_than_the_tunnels_may(self):
        usage = harness.run([PROGRAMS.proxy, "--help"]).stdout.decode()
        grace = int(re.search(r"--grace \S+ \[(\d+)\]", usage)[1])
        self.assertGreater(int(self.settings["TimeoutStopSec"][0]), grace)


if __name__ == "__main__":
    harness.main()
