#!/usr/bin/env python3
"""Measures Culvert beside OpenSSH and shadowsocks-libev, on this machine, in one interleaved run.

README.md beside this file says what each row means. Exit code: 0 measured, 1 something failed to run or (--check) a
target was not met, 2 wrong usage.
"""

import argparse
import json
import os
import resource
import signal
import sys
import time
from dataclasses import replace

sys.dont_write_bytecode = True

import machine
import report
from processes import BenchError, Supervisor
from rows import QUICK, ROWS, Sizes, warm_up
from systems import DEFAULT_SYSTEMS, SYSTEMS

CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOISE = 0.10  # part of the machine used by others above which the figures deserve a warning


def say(text):
    print(text, file=sys.stderr, flush=True)


def names(known):
    def parse(text):
        chosen = list(dict.fromkeys(text.split(",")))
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f"'{name}' is none of {', '.join(known)}")
        return chosen
    return parse


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(CHECKOUT, "build", "release"), help="build directory")
    parser.add_argument("--load", help="culvert-load (default: the one in the build directory)")
    parser.add_argument("--rounds", type=int, default=3, help="at least 3 for figures to be quoted (default 3)")
    parser.add_argument("--only", type=names(ROWS), default=list(ROWS), metavar="ROW,…", help=", ".join(ROWS))
    parser.add_argument("--systems", type=names(SYSTEMS), default=DEFAULT_SYSTEMS, metavar="NAME,…",
                        help=f"{', '.join(SYSTEMS)} (default {','.join(DEFAULT_SYSTEMS)})")
    parser.add_argument("--quick", action="store_true", help="one small round: does it run, not how fast")
    parser.add_argument("--hold", type=int, default=0, metavar="SECONDS",
                        help="how long idle tunnels rest before they prove that they are alive (default 0)")
    parser.add_argument("--check", action="store_true", help="fail when a target is not met or not measured")
    parser.add_argument("--json", metavar="FILE", help="where the raw samples go (default BUILD/bench.json)")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.rounds = 1
    if not 1 <= arguments.rounds <= 100:
        parser.error("--rounds must be from 1 to 100")
    if not 0 <= arguments.hold <= 3000:
        parser.error("--hold must be from 0 to 3000")
    arguments.build = os.path.abspath(arguments.build)
    arguments.load = os.path.abspath(arguments.load or os.path.join(arguments.build, "tests", "bench", "culvert-load"))
    arguments.json = os.path.abspath(arguments.json or os.path.join(arguments.build, "bench.json"))
    return arguments


def raise_descriptor_limit(tunnels):
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < 2 * tunnels + 200:
        raise BenchError(f"{tunnels} tunnels need {2 * tunnels + 200} open files, and the limit is {wanted}")


class Bench:
    """One run. What fails is noted as a sample with an error; the others go on."""

    def __init__(self, arguments, supervisor):
        self.arguments = arguments
        self.sizes = replace(QUICK if arguments.quick else Sizes(), hold_seconds=arguments.hold)
        self.rows = [row for row in ROWS.values() if row.name in arguments.only]
        if not os.access(arguments.load, os.X_OK):
            raise BenchError(f"{arguments.load} is missing: build it first (./dev build release)")
        self.systems = {name: SYSTEMS[name](supervisor, arguments.load, arguments.build) for name in arguments.systems}
        for system in self.systems.values():
            system.find()
        self.samples = []

    def run(self):
        for number in range(1, self.arguments.rounds + 1):
            self.round(number)

    def round(self, number):
        running = {}
        try:
            for name in self.order(number):
                if self.start(number, name):
                    running[name] = self.systems[name]
            for position, row in enumerate(self.rows):
                results = {name: self.sample(number, row, name)
                           for name in self.order(number + position)
                           if name in running and self.systems[name].can(row.name)}
                if row.leaves_traces:
                    for name in results:
                        self.systems[name].stop()
                        self.start(number, name)
                say(f"round {number} of {self.arguments.rounds}  {row.title:<42}"
                    + "  ".join(f"{name} {results[name]}" for name in self.systems if name in results))
        finally:
            for name in running:
                self.systems[name].stop()

    def order(self, turn):
        """The systems, beginning with another one at each turn: nobody always follows the same one."""
        chosen = list(self.systems)
        turn %= len(chosen)
        return chosen[turn:] + chosen[:turn]

    def start(self, number, name):
        try:
            self.systems[name].start()
            warm_up(self.systems[name])
            return True
        except BenchError as error:
            self.systems[name].stop()
            self.note_failure(number, "start", name, error)
            return False

    def sample(self, number, row, name):
        """Takes a sample; a system that failed is started anew, and tried again if it has an excuse. Returns a word for
        people."""
        values = None
        for _ in range(2 if self.systems[name].excuse else 1):
            if self.systems[name].target is None:
                return "not running"
            quiet = machine.Quiet()
            values = self.try_row(number, row, name)
            if values is not None:
                break
        if values is None:
            return "FAILED"
        self.samples.append({"round": number, "row": row.name, "system": name, "values": values,
                             "others_cpu": round(quiet.others(), 4)})
        metric = row.metrics[0]
        return f"{values[metric.key]:.{metric.digits}f} {metric.unit}" if metric.key in values else "-"

    def try_row(self, number, row, name):
        system = self.systems[name]
        try:
            return row.take(system, self.sizes)
        except BenchError as error:
            died = [f"; {process.name} ended: {process.last_words()}"
                    for process in system.processes().values() if process and not process.alive()]
            self.note_failure(number, row.name, name, f"{error}{''.join(died)}")
            system.stop()
            self.start(number, name)
            return None

    def note_failure(self, number, row, name, error):
        self.samples.append({"round": number, "row": row, "system": name, "error": str(error)})
        say(f"FAILED  round {number}, {row}, {name}: {error}")

    def failures(self):
        return [sample for sample in self.samples if "error" in sample]

    def lost(self):
        """Failures that count: without an excuse, or without a second try that went well."""
        good = {(sample["round"], sample["row"], sample["system"]) for sample in self.samples if "values" in sample}
        return [failure for failure in self.failures() if not self.systems[failure["system"]].excuse
                or (failure["round"], failure["row"], failure["system"]) not in good]

    def document(self, seconds):
        versions = {}
        for system in self.systems.values():
            versions |= system.versions()
        return {
            "machine": machine.facts(), "versions": versions, "seconds": round(seconds, 1),
            "settings": {"rounds": self.arguments.rounds, "systems": list(self.systems), **vars(self.sizes)},
            "summary": report.summarize(self.samples, list(self.systems), self.rows),
            "targets": report.judge(self.samples), "samples": self.samples,
        }


def print_result(bench, document):
    facts = document["machine"]
    print(f"\n{facts['cpu']}, {facts['cores']} cores, Linux {facts['kernel']}; " + "; ".join(
        f"{name}: {version}" for name, version in {"openssl": facts["openssl"], **document["versions"]}.items()))
    print(f"medians of {bench.arguments.rounds} rounds; ratios are medians of the pairs within each round\n")
    print("\n".join(report.table(document["summary"], list(bench.systems), bench.rows)))
    if any(name.startswith("culvert") for name in bench.systems):
        print("\ntargets (ratios, unless a unit is named)")
        print("\n".join(report.target_lines(document["targets"])))
    if bench.arguments.rounds < 3:
        print("\nfewer than three rounds: do not quote these figures")
    noisy = [sample for sample in bench.samples if sample.get("others_cpu", 0) > NOISE]
    if noisy:
        print(f"\nother programs used more than {NOISE:.0%} of the machine during {len(noisy)} of {len(bench.samples)}"
              " samples: repeat this on a quiet machine")
    for name, system in bench.systems.items():
        connections = sum(sample["values"].get("failed", 0) for sample in bench.samples
                          if sample["system"] == name and "values" in sample)
        samples = [failure for failure in bench.failures() if failure["system"] == name]
        if connections or samples:
            print(f"\n{name}: {connections} single connections and {len(samples)} samples failed"
                  + (f" ({system.excuse})" if system.excuse else "")
                  + (f"; the first sample: {samples[0]['error']}" if samples else ""))


def save(document, path):
    try:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=1)
            file.write("\n")
    except OSError as error:
        raise BenchError(f"cannot write {path}: {error.strerror}") from None


def end_on_signal(number, _frame):
    raise SystemExit(128 + number)


def main():
    arguments = parse_arguments()
    signal.signal(signal.SIGTERM, end_on_signal)
    signal.signal(signal.SIGHUP, end_on_signal)
    start = time.monotonic()
    try:
        raise_descriptor_limit(QUICK.tunnels if arguments.quick else Sizes.tunnels)
        with Supervisor() as supervisor:
            bench = Bench(arguments, supervisor)
            save({}, arguments.json)  # rather now than after minutes, if it is impossible
            bench.run()
            document = bench.document(time.monotonic() - start)
        save(document, arguments.json)
    except BenchError as error:
        say(f"bench: {error}")
        return 1
    except KeyboardInterrupt:
        say("bench: interrupted")
        return 130
    print_result(bench, document)
    print(f"\n{document['seconds']:.0f} s; raw samples in {arguments.json}")
    missed = any(verdict["met"] is not True for verdict in document["targets"])
    return 1 if bench.lost() or (arguments.check and missed) else 0


if __name__ == "__main__":
    sys.exit(main())
