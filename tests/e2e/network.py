"""Two machines and what is between them, as network namespaces that the test makes for itself.

client (c0, 10.77.0.2) -- r0 [culvert-test-relay] r1 -- proxy (p0, 10.77.0.1; itself 10.99.0.1)

Whoever uses it is in the client's namespace; destinations are made in the proxy's with `at_the_proxy`.
"""

import contextlib
import os
import subprocess
import sys

from harness import PROGRAMS, HarnessError, wait_until

PROXY = "10.99.0.1"
SKIPPED = 77  # exit code, for ctest
IN_OWN_USER_NAMESPACE = "CULVERT_TEST_USER_NAMESPACE"


def become_root_or_skip():
    """Namespaces want capabilities: an ordinary user gets them in a user namespace, if the system lets him."""
    if os.geteuid() != 0:
        if IN_OWN_USER_NAMESPACE in os.environ:
            sys.exit("unshare --map-root-user did not make this process root")
        probe = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            os.environ[IN_OWN_USER_NAMESPACE] = "1"
            os.execvp("unshare", ["unshare", "--user", "--map-root-user", sys.executable, "-B", *sys.argv])
    probe = subprocess.run(["unshare", "--net", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"],
                           capture_output=True, check=False)
    if probe.returncode != 0:
        print("skipped: this system lets nobody make network namespaces:", probe.stderr.decode(errors="replace"))
        sys.exit(SKIPPED)


class Space:
    """A network namespace, kept by a process of its own."""

    def __init__(self, room, name):
        self.name = name
        self.holder = room.start(f"space-{name}", ["unshare", "--net", "sh", "-c", "echo ready; exec sleep 900"])
        wait_until(lambda: b"ready" in self.holder.output(), 10, "no network namespace")
        self.path = f"/proc/{self.holder.popen.pid}/ns/net"
        self.prefix = ["nsenter", f"--net={self.path}"]
        self.ip("link set lo up")

    def ip(self, arguments):
        self.run("ip", *arguments.split())

    def run(self, *arguments):
        done = subprocess.run([*self.prefix, *arguments], capture_output=True, check=False)
        if done.returncode != 0:
            raise HarnessError(f"{' '.join(arguments)}: {done.stderr.decode(errors='replace')}")

    def enter(self):
        """The calling thread, and what it starts from now on."""
        with open(self.path, "rb") as file:
            os.setns(file.fileno(), os.CLONE_NEWNET)


class Network:
    def __init__(self, room, **settings):
        self.room = room
        with open("/proc/self/ns/net", "rb") as file:
            self.before = os.dup(file.fileno())
        self.client, self.middle, self.proxy = (Space(room, name) for name in ("client", "middle", "proxy"))
        self.join(self.client, "c0", "r0")
        self.join(self.proxy, "p0", "r1")
        for address in ("10.77.0.1/24", "10.88.0.1/24"):
            self.proxy.ip(f"addr add {address} dev p0")
        self.proxy.ip(f"addr add {PROXY}/32 dev lo")
        self.client.ip("addr add 10.77.0.2/24 dev c0")
        self.client.ip("route add default via 10.77.0.1")
        self.relay = room.start("relay", [
            *self.middle.prefix, PROGRAMS.relay, "r0", "r1", *(str(word) for pair in settings.items() for word in pair)],
            stdin=-1)
        wait_until(lambda: b"ready" in self.relay.output(), 10, "no relay")
        self.settings = 0
        room.inside = {"proxy": self.proxy.prefix}
        self.client.enter()

    def join(self, space, outer, inner):
        self.middle.ip(f"link add {inner} type veth peer name {outer} netns {space.holder.popen.pid}")
        self.middle.ip(f"link set {inner} up")
        space.ip(f"link set {outer} up")
        space.run(PROGRAMS.relay, "--prepare", outer)

    def set(self, name, value):
        """From now on; see culvert-test-relay."""
        self.relay.popen.stdin.write(f"{name} {value}\n".encode())
        self.relay.popen.stdin.flush()
        self.settings += 1
        wait_until(lambda: self.relay.output().count(b"set\n") == self.settings, 10, f"{name} {value} was not set")

    def move_client(self):
        """To another network, with another address; the one before is gone."""
        self.client.ip("addr add 10.88.0.2/24 dev c0")
        self.client.ip("route replace default via 10.88.0.1")
        self.client.ip("addr del 10.77.0.2/24 dev c0")

    def congestion_control(self, name):
        """Of TCP on both machines."""
        for space in (self.client, self.proxy):
            space.run("sh", "-c", f"echo {name} > /proc/sys/net/ipv4/tcp_congestion_control")

    @contextlib.contextmanager
    def at_the_proxy(self):
        """What listens from here on listens there."""
        self.proxy.enter()
        try:
            yield
        finally:
            self.client.enter()

    def leave(self):
        os.setns(self.before, os.CLONE_NEWNET)
        os.close(self.before)
