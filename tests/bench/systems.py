"""The systems that are compared. Each is a client with a SOCKS5 port, a proxy, and a target of its own.

A new system (another HTTP version, another program) is a subclass, or only another line in SYSTEMS.
Its name is a column of the table; names that begin with "culvert" are compared with all others.
"""

import json
import os
import pwd
import shlex
import subprocess
import tempfile

from processes import BenchError, find_program, free_port

PRIVILEGE_SEPARATION = "/run/sshd"  # sshd started by root insists on this empty directory
ATTEMPTS = 3  # a port that was free may be taken a moment later


class System:
    """What all have in common. `client` and `proxy` are Process objects, None where there is no such program."""

    # Why single connections may fail. Such a system is allowed a few, which are reported; others are allowed none.
    excuse = ""

    def __init__(self, supervisor, load, build):
        self.supervisor, self.load, self.build = supervisor, load, build
        self.client = self.proxy = self.target = None
        self.socks = self.target_address = ""
        self.many_connections_at = 0.0  # monotonic time

    def find(self):
        """Finds the programs; raises BenchError when one is missing."""

    def start_client_and_proxy(self):
        raise NotImplementedError

    def versions(self):
        """{program: version line}."""
        return {}

    def can(self, row):
        """Whether that row can be measured; those with 10,000 tunnels are for culvert."""
        return row != "memory10k"

    def bulk(self, run_load, direction, connections, count):
        """The result of culvert-load for one transfer."""
        return run_load(self, direction, "--connections", connections, "--bytes", count)

    def start(self):
        # The target forgets nobody: a fresh one for each start, so that systems never share TIME_WAIT states.
        self.target = self.supervisor.start("target", [self.load, "serve", "--listen", "127.0.0.1:0"])
        self.target_address = self.target.wait_for_event(lambda event: event.get("event") == "listening")["address"]
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self.start_client_and_proxy()
                break
            except BenchError:
                self.stop_client_and_proxy()
                if attempt == ATTEMPTS:
                    raise

    def stop_client_and_proxy(self):
        for process in (self.client, self.proxy):
            if process:
                self.supervisor.stop(process)
        self.client = self.proxy = None

    def stop(self):
        self.stop_client_and_proxy()
        if self.target:
            self.supervisor.stop(self.target)
        self.target = None

    def processes(self):
        return {"client": self.client, "proxy": self.proxy}

    def route(self):
        return ["--socks", self.socks, "--target", self.target_address]


class Culvert(System):
    """culvert-cli and culvert-proxy over one version of HTTP."""

    def __init__(self, *common, http):
        super().__init__(*common)
        self.http = http
        self.cli = self.server = ""

    def can(self, row):
        # Over HTTP/1.1 each tunnel has a connection of its own, and there may be 1,024.
        return row not in ("memory10k", "ping-bulk") if self.http == "1.1" else True

    def find(self):
        self.cli, self.server = self.program("culvert-cli", "cli"), self.program("culvert-proxy", "proxy")

    def program(self, name, folder):
        places = [os.path.join(self.build, "app", name), os.path.join(self.build, "app", folder, name)]
        for place in places:
            if os.access(place, os.X_OK):
                return place
        raise BenchError(f"{places[-1]} is missing: build it first (./dev build release)")

    def start_client_and_proxy(self):
        directory = tempfile.mkdtemp(prefix="culvert-", dir=self.supervisor.directory)
        self.proxy = self.supervisor.start("culvert-proxy", [
            self.server, "--listen", "127.0.0.1:0", "--self-signed", directory, "--allow-private", "--json",
            "--http", self.http, "--max-connections", "0", "--max-tunnels", "0", "--max-new-per-second", "0"])
        template = self.proxy.wait_for_event(lambda event: event.get("event") == "listening")["template"]
        self.client = self.supervisor.start("culvert-cli", [
            self.cli, "run", "--proxy", template, "--ca", os.path.join(directory, "ca.pem"), "--socks", "127.0.0.1:0",
            "--json", "--http", self.http, "--no-control"])
        self.socks = self.client.wait_for_event(
            lambda event: event.get("event") == "listening" and event.get("kind") == "mixed")["address"]

    def versions(self):
        return {"culvert": version_line([self.cli, "--version"])}


class OpenSsh(System):
    """`ssh -N -D` and an sshd of our own. Works as root and as an ordinary user."""

    cipher = "aes128-gcm@openssh.com"
    made_directory = False

    def find(self):
        self.sshd, self.ssh = find_program("sshd", "openssh-server"), find_program("ssh", "openssh-client")
        self.keygen = find_program("ssh-keygen", "openssh-client")
        try:
            self.user = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            raise BenchError(f"OpenSSH needs an account, and user id {os.getuid()} has none") from None

    def start_client_and_proxy(self):
        directory = tempfile.mkdtemp(prefix="ssh-", dir=self.supervisor.directory)
        for key in ("host", "user"):
            subprocess.run([self.keygen, "-q", "-t", "ed25519", "-N", "", "-C", "bench", "-f",
                            os.path.join(directory, key)], check=True, stdin=subprocess.DEVNULL, timeout=20)
        self.start_sshd(directory, port := free_port())
        self.start_ssh(directory, port)

    def start_sshd(self, directory, port):
        config = os.path.join(directory, "sshd_config")
        write(config, f"""
            ListenAddress 127.0.0.1:{port}
            HostKey {directory}/host
            AuthorizedKeysFile {directory}/user.pub
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            AllowTcpForwarding yes
            UseDNS no
            Compression no
            Ciphers {self.cipher}
            LogLevel ERROR
            """)
        if os.getuid() == 0 and not os.path.isdir(PRIVILEGE_SEPARATION):
            os.makedirs(PRIVILEGE_SEPARATION, mode=0o755)
            self.made_directory = True
        self.proxy = self.supervisor.start("sshd", [self.sshd, "-D", "-e", "-f", config])
        self.proxy.wait_for_port(port)

    def stop(self):
        super().stop()
        if self.made_directory:
            os.rmdir(PRIVILEGE_SEPARATION)
            self.made_directory = False

    def start_ssh(self, directory, port):
        with open(os.path.join(directory, "host.pub"), encoding="ascii") as file:
            write(os.path.join(directory, "known_hosts"), f"[127.0.0.1]:{port} {file.read()}")
        options = {
            "BatchMode": "yes", "StrictHostKeyChecking": "yes", "UserKnownHostsFile": f"{directory}/known_hosts",
            "GlobalKnownHostsFile": "/dev/null", "IdentityFile": f"{directory}/user", "IdentitiesOnly": "yes",
            "IdentityAgent": "none", "ControlMaster": "no", "ControlPath": "none", "ExitOnForwardFailure": "yes",
            "Compression": "no", "Ciphers": self.cipher, "LogLevel": "ERROR"}
        socks = free_port()
        self.socks = f"127.0.0.1:{socks}"
        self.client = self.supervisor.start("ssh", [
            self.ssh, "-F", "none", "-N", "-D", self.socks, "-p", port, "-l", self.user,
            *(part for name, value in options.items() for part in ("-o", f"{name}={value}")), "127.0.0.1"])
        self.client.wait_for_port(socks)

    def versions(self):
        return {"ssh": version_line([self.ssh, "-V"])}


class Shadowsocks(System):
    """ss-local and ss-server of shadowsocks-libev."""

    excuse = "its replay filter takes some new salts for repeated ones, about one connection in 50,000"
    cipher = "aes-256-gcm"

    def find(self):
        self.local = find_program("ss-local", "shadowsocks-libev")
        self.server = find_program("ss-server", "shadowsocks-libev")

    def start_client_and_proxy(self):
        directory = tempfile.mkdtemp(prefix="ss-", dir=self.supervisor.directory)
        server, socks = free_port(), free_port()
        # no_delay is its best setting for pings; the timeout must not end the idle tunnels of the memory row.
        settings = {"server": "127.0.0.1", "server_port": server, "password": "bench", "method": self.cipher,
                    "timeout": 600, "no_delay": True, "mode": "tcp_only"}
        # Two files: for ss-server a local_address means bind() before each connect(), which gets very slow when many
        # ports are in TIME_WAIT.
        write(os.path.join(directory, "server.json"), json.dumps(settings))
        settings |= {"local_address": "127.0.0.1", "local_port": socks}
        write(os.path.join(directory, "local.json"), json.dumps(settings))
        self.proxy = self.supervisor.start("ss-server", [self.server, "-c", os.path.join(directory, "server.json")])
        self.proxy.wait_for_port(server)
        self.client = self.supervisor.start("ss-local", [self.local, "-c", os.path.join(directory, "local.json")])
        self.client.wait_for_port(socks)
        self.socks = f"127.0.0.1:{socks}"

    def versions(self):
        return {"shadowsocks-libev": version_line([self.server, "-h"])}


class Direct(System):
    """No tunnel at all: what the machine and the load generator can do."""

    def start_client_and_proxy(self):
        pass

    def route(self):
        return ["--direct", "--target", self.target_address]


class QuicAlone(System):
    """A QUIC connection without HTTP and tunnels: what HTTP/3 could be at best. Bulk over one stream only."""

    def find(self):
        self.program = os.path.join(self.build, "tests", "bench", "culvert-quic-load")
        if not os.access(self.program, os.X_OK):
            raise BenchError(f"{self.program} is missing: build it first (./dev build release)")

    def can(self, row):
        return row in ("down1", "up1")

    def start_client_and_proxy(self):
        self.directory = tempfile.mkdtemp(prefix="quic-", dir=self.supervisor.directory)
        self.proxy = self.supervisor.start("quic-load", [self.program, "serve", self.directory])
        self.address = self.proxy.wait_for_event(lambda event: event.get("event") == "listening")["address"]

    def bulk(self, run_load, direction, connections, count):
        done = subprocess.run([self.program, direction, self.directory, self.address, str(count)],
                              capture_output=True, text=True, timeout=90, check=False, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise BenchError(done.stderr.strip() or f"culvert-quic-load ended with {done.returncode}")
        return json.loads(done.stdout)


SYSTEMS = {
    "culvert": lambda *common: Culvert(*common, http="2"),
    "culvert-h3": lambda *common: Culvert(*common, http="3"),
    "culvert-h1": lambda *common: Culvert(*common, http="1.1"),
    "quic": QuicAlone,
    "ssh": OpenSsh,
    "ss": Shadowsocks,
    "direct": Direct,
}
DEFAULT_SYSTEMS = ["culvert", "culvert-h3", "culvert-h1", "quic", "ssh", "ss"]


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")


def version_line(arguments):
    """The first line a program prints about itself; some print it on stderr."""
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=10, check=False,
                              stdin=subprocess.DEVNULL)
    except OSError as error:
        return f"{shlex.join(arguments)}: {error}"
    lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
    return lines[0].strip() if lines else "unknown"
