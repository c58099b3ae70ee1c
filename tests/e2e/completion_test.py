#!/usr/bin/env python3
"""Shell completion: bash's is sourced in a real bash and asked; all of them know the options that --help tells of."""

import os
import re
import shutil

import harness
from harness import CHECKOUT, PROGRAMS

COMPLETIONS = os.path.join(CHECKOUT, "packaging", "completions")
# Asks bash what it would offer behind these words, the last of which is not whole.
ASK = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
_culvert_cli
printf '%s\\n' "${COMPREPLY[@]}"
"""
COMMANDS = {"run", "connect", "check", "proxies", "profiles", "status", "on", "off", "forward", "connections", "close",
            "trace", "env", "launch", "repair"}
LEAVES = {"forward": {"list", "add", "remove", "on", "off"},
          "profiles": {"list", "show", "add", "export", "import", "remove", "use"}}
WITHOUT_HELP = {"--help"}


def every_command():
    for command in sorted(COMMANDS):
        for leaf in sorted(LEAVES.get(command, {None})):
            yield [command, leaf] if leaf else [command]


class Completion(harness.E2eTest):
    def offered(self, *words):
        """What bash offers behind `culvert-cli words…`."""
        environment = harness.environment()
        environment["PATH"] = os.path.dirname(PROGRAMS.cli) + os.pathsep + environment["PATH"]
        done = harness.run(["bash", "--norc", "-c", ASK, "bash", os.path.join(COMPLETIONS, "culvert-cli.bash"),
                            "culvert-cli", *words], env=environment)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return set(done.stdout.decode().split())

    def options_of(self, *command):
        """What --help tells of: (options, subcommands)."""
        text = harness.run([PROGRAMS.cli, *command, "--help"]).stdout.decode()
        options = set(re.findall(r"^ +(?:-\w, *)?(--[a-z-]+)", text, re.MULTILINE))
        listed = re.search(r"^SUBCOMMANDS:\n((?:  .*\n|\n)+)", text, re.MULTILINE | re.IGNORECASE)
        return options, set(re.findall(r"^  (\w+)", listed[1], re.MULTILINE)) if listed else set()

    def test_bash_offers_what_help_tells_of(self):
        options, commands = self.options_of()
        self.assertEqual(commands, COMMANDS)
        self.assertEqual(self.offered(""), commands | options)
        for command, leaves in LEAVES.items():
            self.assertEqual(self.options_of(command)[1], leaves)
            self.assertEqual(self.offered(command, ""), leaves | {"--help"})
        for command in every_command():
            with self.subTest(command=command):
                options, _ = self.options_of(*command)
                self.assertGreater(len(options), 1)
                self.assertEqual(self.offered(*command, "--"), options)

    def test_bash_knows_values(self):
        self.assertEqual(self.offered("run", "--auth", ""), {"auto", "basic", "digest", "--help"} - WITHOUT_HELP)
        self.assertEqual(self.offered("run", "--congestion", "b"), {"bbr"})
        self.assertEqual(self.offered("st"), {"status"})
        self.assertEqual(self.offered("forward", "a"), {"add"})
        self.room.write("some-file", "")
        self.assertIn(self.room.path("some-file"), self.offered("run", "--ca", self.room.path("some")))

    def test_bash_asks_culvert(self):
        self.proxy = self.room.start_proxy()
        self.client = self.room.start_client(self.proxy, "--forward", "127.0.0.1:0=a.example:1",
                                             "--forward", "127.0.0.1:0=b.example:1", control=True)
        self.assertEqual(self.offered("forward", "remove", "f"), {"forward-1", "forward-2"})
        self.assertEqual(self.offered("close", "1"), set())

    def test_the_others_know_every_option(self):
        for name in ("_culvert-cli", "culvert-cli.fish"):
            with open(os.path.join(COMPLETIONS, name), encoding="utf-8") as file:
                text = file.read()
            if name.startswith("_"):
                known = set(re.findall(r"--[a-z][a-z-]+(?=\[)", text))
            else:
                known = {f"--{one}" for one in re.findall(r"^complete .*? -l ([a-z-]+)", text, re.MULTILINE)}
            told = set().union(*(self.options_of(*command)[0] for command in [[], *every_command()]))
            self.assertEqual(known, told, name)
            for word in COMMANDS.union(*LEAVES.values()):
                self.assertRegex(text, rf"\b{word}\b")

    def test_they_can_be_read(self):
        for shell, arguments, name in (("bash", ["-n"], "culvert-cli.bash"), ("zsh", ["-n"], "_culvert-cli"),
                                       ("fish", ["--no-execute"], "culvert-cli.fish")):
            if shutil.which(shell):
                done = harness.run([shell, *arguments, os.path.join(COMPLETIONS, name)])
                self.assertEqual((done.returncode, done.stderr), (0, b""), shell)


if __name__ == "__main__":
    harness.main()
