#!/usr/bin/env python3
"""Installs the Debian packages of a directory in a fresh Debian 13, starts what is in them, removes them, and looks for
what is left. As root, in the environment: ./dev package --check.

    check.py DIRECTORY
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CHECKOUT = HERE.parent.parent
PACKAGES = ("culvert", "culvert-cli", "culvert-proxy", "culvert-system-proxy")
PATIENCE = 60  # seconds, for the program to answer
NOBODY = "culvert-tester"


class Wrong(Exception):
    """One sentence for a person."""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        raise Wrong(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return done.stdout


class System:
    """A Debian in a directory, which goes with this process's mount namespace."""

    def __init__(self, root):
        self.root = root
        sources = pathlib.Path("/etc/apt/sources.list")
        run("mmdebstrap", "--mode=root", "--variant=apt", "--include=ca-certificates",
            "--aptopt=APT::Install-Recommends false", "--aptopt=Acquire::Languages none",
            f"--aptopt={self._apt_options()}", "--dpkgopt=force-unsafe-io", "trixie", root, sources)
        shutil.copy(CHECKOUT / "packaging" / "apt-preferences", root / "etc/apt/preferences.d/culvert")
        self.run("apt-get", "-q", "update")
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
        for kind, where in (("proc", "proc"), ("tmpfs", "tmp"), ("tmpfs", "run")):
            run("mount", "-t", kind, kind, root / where)
        (root / "tmp").chmod(0o1777)
        run("mount", "--rbind", "/dev", root / "dev")

    @staticmethod
    def _apt_options():
        """How the environment's own apt reaches its archives."""
        lines = run("apt-config", "dump").splitlines()
        return "\n".join(line for line in lines if line.startswith(("Acquire::http", "Acquire::Check", "Acquire::Retries")))

    def run(self, *command):
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
        return run("chroot", self.root, *command, env=environment)

    def start(self, *command, **variables):
        """As somebody who may do nothing in particular."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": f"/home/{NOBODY}", "LC_ALL": "C.UTF-8", **variables}
        return subprocess.Popen([shutil.which("chroot"), f"--userspec={NOBODY}", str(self.root), *command], env=environment,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                start_new_session=True)

    def install(self, *packages):
        self.run("apt-get", "-qy", "--no-install-recommends", "install", *packages)

    def files(self):
        """All but what apt and dpkg keep for themselves, and what is not on the disk."""
        own = ("var/lib/dpkg", "var/lib/apt", "var/cache", "var/log", "proc", "sys", "dev", "run", "tmp")
        found = set()
        for folder, folders, names in os.walk(self.root):
            below = os.path.relpath(folder, self.root)
            folders[:] = [name for name in folders if os.path.normpath(os.path.join(below, name)) not in own]
            found |= {os.path.normpath(os.path.join(below, name)) for name in (*names, *folders)}
        return found


def wait_until(holds, what):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise Wrong(f"after {PATIENCE} s: {what}")
        time.sleep(0.1)




def check_programs(system):
    for program in ("culvert", "culvert-cli", "culvert-proxy"):
        print(f"{program} {system.run(program, '--version').strip()}")
    enabled = [path for path in system.files() if path.endswith((".wants/culvert-proxy.service", ".wants/culvert.service"))]
    if enabled:
        raise Wrong(f"nobody has asked for these services: {enabled}")
    screen = system.start("Xvfb", ":7", "-screen", "0", "1280x800x24", "-nolisten", "tcp")
    program = None
    try:
        wait_until((system.root / "tmp/.X11-unix/X7").exists, "Xvfb is not there")
        variables = {"DISPLAY": ":7", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": f"/home/{NOBODY}/run"}
        program = system.start("dbus-run-session", "--", "culvert", **variables)

        def answers():
            if program.poll() is not None:
                raise Wrong(f"culvert ended with {program.returncode}: {program.communicate()[0]}")
            asked = system.start("culvert-cli", "status", "--json", **variables)
            return '"on":false' in asked.communicate(timeout=PATIENCE)[0].replace(" ", "")

        wait_until(answers, "culvert does not answer culvert-cli")
        second = system.start("culvert", **variables)
        if second.wait(PATIENCE) != 0:
            raise Wrong(f"a second start ended with {second.returncode}: {second.communicate()[0]}")
        print("culvert runs, and answers culvert-cli and a second start")
    finally:
        for process in filter(None, (program, screen)):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(PATIENCE)


def check(directory):
    packages = sorted(directory.glob("*.deb"))
    if {package.name.split("_")[0] for package in packages} != set(PACKAGES):
        raise Wrong(f"there are not all packages in {directory}: run ./dev package first")
    with tempfile.TemporaryDirectory(prefix="culvert-package-", dir="/var/tmp", ignore_cleanup_errors=True) as folder:
        root = pathlib.Path(folder, "root")
        system = System(root)
        try:
            system.install("xvfb", "dbus", "dbus-daemon")
            system.run("useradd", "--create-home", NOBODY)
            (root / f"home/{NOBODY}/run").mkdir(mode=0o700)
            system.run("chown", NOBODY, f"/home/{NOBODY}/run")
            for package in packages:
                shutil.copy(package, root / "tmp" / package.name)
            local = [f"/tmp/{package.name}" for package in packages]
            # What they depend on stays when they go; only what is theirs is looked at.
            wanted = system.run("apt-get", "-qqs", "--no-install-recommends", "install", *local)
            others = [line.split()[1] for line in wanted.splitlines() if line.startswith("Inst ")]
            system.install(*(name for name in others if name not in PACKAGES))
            before = system.files()
            system.install(*local)
            print(f"installed: {', '.join(package.name for package in packages)}")
            check_programs(system)
            system.run("apt-get", "-qy", "remove", *PACKAGES)
            system.run("dpkg", "--purge", *PACKAGES)
            shutil.rmtree(root / f"home/{NOBODY}/.config", ignore_errors=True)
            left = {path for path in system.files() - before if not path.startswith(f"home/{NOBODY}")}
            if left:
                raise Wrong(f"this is left: {sorted(left)}")
            print("nothing is left after they were removed")
        finally:
            for where in ("dev", "run", "tmp", "proc"):
                subprocess.run(["umount", "--recursive", "--lazy", str(root / where)], check=False)


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        check(pathlib.Path(sys.argv[1]))
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
