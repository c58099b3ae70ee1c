#!/usr/bin/env python3
"""OpenSSH through `ssh -o ProxyCommand="culvert-cli connect …"`, to an sshd of our own.

CULVERT_SCP_SIZE (bytes, with K, M or G) sets the size of the file that scp copies; 64M in everyday runs, 1G by hand.
"""

import fcntl
import hashlib
import os
import pwd
import shlex
import subprocess
import unittest

import harness
from harness import PROGRAMS, HarnessError, find_program, free_port, has_ipv6, parse_size
from servers import hash_file, make_file

SCP_SIZE = parse_size(os.environ.get("CULVERT_SCP_SIZE", "64M"))
PRIVILEGE_SEPARATION = "/run/sshd"  # sshd started by root insists on this empty directory


def account():
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return None


@unittest.skipUnless(account(), "OpenSSH needs an account, and this user id has none")
class SshTest(harness.E2eTest):
    host = address = "127.0.0.1"

    def setUp(self):
        super().setUp()
        self.proxy = self.room.start_proxy()
        self.make_keys()
        self.start_sshd()

    def make_keys(self):
        for key in ("host", "user"):
            subprocess.run([find_program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "e2e",
                            "-f", self.room.path(key)], check=True, stdin=subprocess.DEVNULL, timeout=20)

    def start_sshd(self):
        self.port = free_port(self.host)
        config = self.room.write("sshd_config", f"""
            ListenAddress {self.address}:{self.port}
            HostKey {self.room.path("host")}
            AuthorizedKeysFile {self.room.path("user.pub")}
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UseDNS no
            Subsystem sftp internal-sftp
            LogLevel ERROR
            """)
        if os.getuid() == 0 and not os.path.isdir(PRIVILEGE_SEPARATION):
            os.makedirs(PRIVILEGE_SEPARATION, mode=0o755)
            self.addCleanup(os.rmdir, PRIVILEGE_SEPARATION)
        self.sshd = self.room.start("sshd", [find_program("sshd"), "-D", "-e", "-f", config])
        harness.wait_until(self.sshd_listens, self.seconds(10), f"sshd does not listen: {self.sshd.errors()}")

    def sshd_listens(self):
        if not self.sshd.alive():
            raise HarnessError(f"sshd ended: {self.sshd.errors()}")
        return harness.listens(self.port, self.host)

    def options(self):
        """What ssh and scp have in common; nothing of the user's own configuration takes part."""
        with open(self.room.path("host.pub"), encoding="ascii") as file:
            self.room.write("known_hosts", f"[{self.host}]:{self.port} {file.read()}")
        command = [PROGRAMS.cli, "connect", *self.room.client_arguments(self.proxy)]
        # ssh replaces %h and %p, and would read the template's other % signs as its own.
        proxy_command = shlex.join(command).replace("%", "%%") + " %h %p"
        values = {
            "ProxyCommand": proxy_command, "BatchMode": "yes", "StrictHostKeyChecking": "yes",
            "UserKnownHostsFile": self.room.path("known_hosts"), "GlobalKnownHostsFile": "/dev/null",
            "IdentityFile": self.room.path("user"), "IdentitiesOnly": "yes", "IdentityAgent": "none",
            "ControlMaster": "no", "ControlPath": "none", "LogLevel": "ERROR"}
        return ["-F", "none", *(word for name, value in values.items() for word in ("-o", f"{name}={value}"))]

    def ssh(self, command, **options):
        words = [find_program("ssh"), *self.options(), "-p", self.port, "-l", account(), self.host, command]
        return harness.run(words, seconds=30, **options)


class Ssh(SshTest):
    def test_a_command_with_output_and_exit_code(self):
        done = self.ssh("echo to the output; echo to the errors >&2; exit 7")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, b"to the output\n", b"to the errors\n"))
        self.assertEqual(self.proxy.wait_for_event(event="opened")["destination"], f"127.0.0.1:{self.port}")

    def test_input_and_output_of_a_command(self):
        data = os.urandom(8 << 20)
        done = self.ssh("sha256sum", input=data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split()[0].decode(), hashlib.sha256(data).hexdigest())
        done = self.ssh("cat", input=data)
        self.assertEqual(hashlib.sha256(done.stdout).digest(), hashlib.sha256(data).digest(), done.stderr)

    def test_wrong_destination_gives_ssh_a_sentence(self):
        self.port, right = free_port(), self.port
        done = self.ssh("true")
        self.port = right
        self.assertEqual(done.returncode, 255)
        self.assertIn(b"culvert-cli: The proxy could not talk to 127.0.0.1:", done.stderr)

    def test_nobody_reads_what_connect_tells(self):
        """With --verbose and a standard error that is full, the tunnel goes on, and connect ends."""
        reader, writer = os.pipe()
        self.addCleanup(os.close, reader)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        os.write(writer, bytes(4096))
        words = [PROGRAMS.cli, "connect", "--verbose", *self.room.client_arguments(self.proxy), "127.0.0.1", self.port]
        with subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=writer) as process:
            os.close(writer)
            self.addCleanup(process.kill)
            self.assertTrue(process.stdout.readline().startswith(b"SSH-2.0-"))
            process.stdin.write(b"nonsense\r\n")
            process.stdin.close()
            process.stdout.read()
            self.assertEqual(process.wait(10), 0)

    def test_killed_sshd_ends_ssh(self):
        """ssh and its ProxyCommand do not hang when the server goes in the middle."""
        process = self.room.start("ssh", [find_program("ssh"), *self.options(), "-p", self.port, "-l", account(),
                                          "127.0.0.1", "echo begun; sleep 0.5; kill -9 $PPID; sleep 30"])
        self.assertEqual(process.wait(15), 255, process.errors())
        self.assertIn(b"begun", process.output())


@unittest.skipUnless(has_ipv6(), "this machine has no IPv6")
class SshOverIpv6(SshTest):
    host, address = "::1", "[::1]"

    def test_a_command(self):
        done = self.ssh("cat; exit 7", input=b"there and back")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (7, b"there and back", b""))


class Scp(SshTest):
    def test_scp_there_and_back(self):
        digest = make_file(self.room.path("file"), SCP_SIZE)
        seconds = 25 + SCP_SIZE // (10 << 20)
        for number, (source, target) in enumerate((("file", "there"), ("there", "back"))):
            # To the server first, then from it; the names are those of one directory.
            words = [f"{account()}@127.0.0.1:{self.room.path(name)}" if remote else self.room.path(name)
                     for name, remote in ((source, number == 1), (target, number == 0))]
            done = harness.run([find_program("scp"), *self.options(), "-q", "-P", self.port, *words], seconds=seconds)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.assertEqual(hash_file(self.room.path(target)), digest)


if __name__ == "__main__":
    harness.main()
