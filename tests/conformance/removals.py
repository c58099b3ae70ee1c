#!/usr/bin/env python3
"""Takes behaviours out of the sources, one after the other, and sees tests fail.

    removals.py --check            whether each row has a removal, and each removal fits the sources; exit code 1 if not
    removals.py --self-test        checks this script
    removals.py [--jobs N] [ROW…]  all of them, or those of these rows: in a copy of the sources in build/removals, which
                                   stays for the next time. Exit code 1 if there is one that no test notices.

They stand in removals/*.toml: for each row of the list of requirements what it asks for (`what` is left without it), as lines
of a `file` that stand there once (`old`) and what takes their place (`new`), and a program of `tests`, as docs/conformance.md
names it. The tests in it whose names begin with the row have to fail; `only` narrows them, where all would take minutes.
[without] has the rows that have none, and why.
"""

import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib

import conformance

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = "tests/conformance/removals"
KEYS = {"row", "what", "file", "old", "new", "tests", "only"}
NOT_COPIED = {".git", ".cache", "build", "__pycache__"}
LIMIT = 200  # seconds for the tests of a row


class Failure(Exception):
    """One sentence for a person."""


def load(root):
    """The removals, in the order of the rows, and the rows that have none."""
    removals, without = [], {}
    for path in sorted((root / TABLES).glob("*.toml")):
        table = tomllib.loads(path.read_text())
        removals += table.get("removal", [])
        without |= table.get("without", {})
    order = {row: number for number, row in enumerate(conformance.ROWS)}
    return sorted(removals, key=lambda removal: order.get(removal.get("row"), len(order))), without


# ---- The table -------------------------------------------------------------------------------------------------------


def problems_of(removal, root, named):
    keys = set(removal)
    if not keys <= KEYS or not KEYS - {"only"} <= keys:
        yield f"has other keys than {', '.join(sorted(KEYS))}"
        return
    if removal["row"] not in conformance.ROWS:
        yield "is of no row of the list"
    path = root / removal["file"]
    count = path.read_text().count(removal["old"]) if path.is_file() else 0
    if not removal["old"] or count != 1:
        yield f"does not fit: what it takes out stands {count} times in {removal['file']}"
    if removal["old"] == removal["new"]:
        yield "changes nothing"
    if not any(place_fits(place, removal) for place, _ in named.get(removal["row"], [])):
        yield f"asks for tests of {removal['tests']}, of which none is named after the row"


def place_fits(place, removal):
    if removal["tests"].startswith("fuzz: "):
        return place == removal["tests"]
    return place.startswith(removal["tests"] + ": ") and removal.get("only", "") in place


def problems(root):
    removals, without = load(root)
    named = conformance.collect(root)
    found = [f"{r.get('row', '?')} ({r.get('what', '?')}): {why}" for r in removals for why in problems_of(r, root, named)]
    rows = {r.get("row") for r in removals}
    for row in conformance.ROWS:
        if (row in rows) == (row in without):
            found.append(f"{row} has a removal and a reason for none" if row in rows else f"{row} has no removal")
    found += [f"{row} has a reason for no removal, and is no row" for row in without if row not in conformance.ROWS]
    return found


# ---- The copy --------------------------------------------------------------------------------------------------------


def synchronize(source, copy):
    """Makes `copy` the same, and touches nothing that is, so that a build there has little to do."""
    copy.mkdir(parents=True, exist_ok=True)
    ours = {entry.name: entry for entry in source.iterdir() if entry.name not in NOT_COPIED}
    for entry in copy.iterdir():
        if entry.name in NOT_COPIED or entry.name in ours:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    for name, entry in ours.items():
        target = copy / name
        if entry.is_symlink():
            if not target.is_symlink() or os.readlink(target) != os.readlink(entry):
                target.unlink(missing_ok=True)
                target.symlink_to(os.readlink(entry))
        elif entry.is_dir():
            synchronize(entry, target)
        elif not target.exists() or target.read_bytes() != entry.read_bytes():
            shutil.copy(entry, target)


class Copy:
    def __init__(self, root, jobs):
        self.root = root / "build/removals"
        self.build_directory = self.root / "build/dev"
        self.logs = self.root / "build/logs"
        self.jobs = jobs
        synchronize(root, self.root)
        self.logs.mkdir(parents=True, exist_ok=True)
        # What the checkout has compiled is found again.
        self.environment = dict(os.environ, CCACHE_BASEDIR=str(self.root), CCACHE_NOHASHDIR="1",
                                CCACHE_SLOPPINESS="time_macros,include_file_mtime,include_file_ctime")

    def run(self, command, log, limit=None):
        """The exit code (None: it did not end in time) and the output, which goes to the log as well."""
        path = self.logs / log
        with open(path, "wb") as file, subprocess.Popen(
                command, cwd=self.root, env=self.environment, stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, start_new_session=True) as process:
            try:
                code = process.wait(limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                if process.returncode is None:
                    os.killpg(process.pid, signal.SIGKILL)
        return code, path.read_text(errors="replace")

    def configure(self):
        if (self.build_directory / "build.ninja").exists():
            return
        code, output = self.run(["cmake", "--preset", "dev"], "configure")
        if code != 0:
            raise Failure(f"cmake fails:\n{output}")

    def build(self, targets, log):
        return self.run(["ninja", "-C", self.build_directory, "-j", str(self.jobs), *targets], log)


# ---- The tests of a row ----------------------------------------------------------------------------------------------


class Tests:
    """Those of one program that are named after one row."""

    def __init__(self, removal):
        self.program = removal["tests"]
        self.pattern = f"*{removal['row']}_*" + (f"{removal['only']}*" if "only" in removal else "")
        self.name = f"{removal['row']} in {self.program}"

    def targets(self):
        if self.program.startswith("e2e/"):
            return ["culvert-cli", "culvert-proxy", "culvert-test-relay"]
        if self.program.startswith("fuzz: "):
            return ["fuzz_" + self.program.removeprefix("fuzz: ")]
        return [self.program.replace("/", "_")]

    def command(self, copy):
        built = copy.build_directory
        if self.program.startswith("e2e/"):
            version = [] if self.program == "e2e/network_test.py" else ["--http", "2"]
            return [sys.executable, "-B", copy.root / "tests" / self.program, "--build", built, *version,
                    "-k", self.pattern]
        if self.program.startswith("fuzz: "):
            name = self.program.removeprefix("fuzz: ")
            return [built / "tests/fuzz" / f"fuzz_{name}", copy.root / "tests/fuzz/seeds" / name, "--changed", "20000"]
        return [built / "tests" / self.program / self.targets()[0], "--gtest_filter=" + self.pattern]

    def failing(self, copy, log):
        """Names of tests that fail; whatever else goes wrong stands there in words."""
        code, output = copy.run(self.command(copy), log, LIMIT)
        failed = sorted(set(re.findall(r"^\[  FAILED  \] ([\w/]+\.[\w/]+)", output, re.MULTILINE) +
                            re.findall(r"^(?:FAIL|ERROR): (?:test_)?(\w+)", output, re.MULTILINE)))
        if re.search(r"Running 0 tests|^Ran 0 tests|NO TESTS RAN|skipped=", output, re.MULTILINE):
            raise Failure(f"{self.name}: not all of its tests were run, see {copy.logs / log}")
        if code is None:
            failed.append(f"(did not end in {LIMIT} seconds)")
        elif code < 0:
            last = re.findall(r"^\[ RUN      \] ([\w/.]+)", output, re.MULTILINE)[-1:]
            failed.append(f"{''.join(last)}({signal.Signals(-code).name})")
        elif code != 0 and not failed:
            failed.append(f"(exit code {code})")
        return failed


# ---- One after the other ---------------------------------------------------------------------------------------------


def try_removal(copy, removal, log):
    """What the tests say of it; nothing: none has noticed."""
    path = copy.root / removal["file"]
    original = path.read_text()
    path.write_text(original.replace(removal["old"], removal["new"]))
    try:
        tests = Tests(removal)
        code, _ = copy.build(tests.targets(), log + "-build")
        if code != 0:
            raise Failure(f"it does not build, see {copy.logs / log}-build")
        return tests.failing(copy, log)
    finally:
        path.write_text(original)


def show_that_they_pass(copy, removals):
    """Without a removal all of it passes: otherwise a failure would say nothing."""
    tests = {t.name + t.pattern: t for t in map(Tests, removals)}.values()
    code, output = copy.build(sorted({target for t in tests for target in t.targets()}), "all-build")
    if code != 0:
        raise Failure(f"the sources as they are do not build:\n{output}")
    for t in tests:
        if failed := t.failing(copy, "without"):
            raise Failure(f"without any removal these fail: {', '.join(failed)}")


def run(root, jobs, rows):
    if found := problems(root):
        raise Failure("\n".join(found))
    removals = [r for r in load(root)[0] if not rows or r["row"] in rows]
    copy = Copy(root, jobs)
    copy.configure()
    show_that_they_pass(copy, removals)
    unnoticed = 0
    for number, removal in enumerate(removals):
        try:
            failed = try_removal(copy, removal, f"{removal['row']}-{number}")
        except Failure as failure:
            failed, words = [], str(failure)
        else:
            words = "NO TEST FAILS"
        unnoticed += not failed
        shown = ", ".join(failed[:3]) + (f" and {len(failed) - 3} more" if len(failed) > 3 else "")
        print(f"{removal['row']}  {removal['what']}\n      {removal['tests']}: {shown or words}", flush=True)
    print(f"{len(removals)} removals, {unnoticed} of them unnoticed")
    return 1 if unnoticed else 0


def self_test():
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for folder in ("tests/unit/h2", TABLES):
            (root / folder).mkdir(parents=True)
        (root / "tests/unit/h2/a_test.cpp").write_text("TEST(A, F1_X4_Some) {}\n")
        (root / "code.cpp").write_text("one two two\n")

        def found(old, row="X4", tests="unit/h2", new="", more=""):
            without = "".join(f'{r} = "why"\n' for r in conformance.ROWS if r != row)
            (root / TABLES / "x.toml").write_text(
                f'[without]\n{without}[[removal]]\nrow = "{row}"\nwhat = "w"\nfile = "code.cpp"\n'
                f'old = "{old}"\nnew = "{new}"\ntests = "{tests}"\n{more}')
            return problems(root)

        assert not found("one"), found("one")
        assert any("2 times" in p for p in found("two"))
        assert any("0 times" in p for p in found("three"))
        assert any("changes nothing" in p for p in found("one", new="one"))
        assert any("no row" in p for p in found("one", row="X9"))
        assert any("none is named" in p for p in found("one", row="X5"))
        assert any("none is named" in p for p in found("one", more='only = "Other"\n'))
        assert not found("one", more='only = "Some"\n')
        assert any("other keys" in p for p in found("one", more='twice = "x"\n'))
        (root / TABLES / "x.toml").write_text('[without]\nT1 = "why"\n')
        assert any("T2 has no removal" in p for p in problems(root)) and not any("T1" in p for p in problems(root))

        copy = root / "build/copy"
        synchronize(root, copy)
        assert (copy / "code.cpp").read_text() == "one two two\n" and not (copy / "build").exists()
        before = (copy / "code.cpp").stat().st_mtime_ns
        (root / "code.cpp").touch()
        (root / "tests/unit/h2/a_test.cpp").unlink()
        synchronize(root, copy)
        assert (copy / "code.cpp").stat().st_mtime_ns == before
        assert not (copy / "tests/unit/h2/a_test.cpp").exists()
    print("well")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("rows", nargs="*", metavar="ROW")
    options = parser.parse_args()
    if options.self_test:
        self_test()
        return 0
    try:
        if options.check:
            found = problems(ROOT)
            print("\n".join(found) or "well")
            return 1 if found else 0
        return run(ROOT, options.jobs, options.rows)
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
