#!/usr/bin/env python3
"""docs/conformance.md: which test shows which row of the list of requirements.

    conformance.py ROOT            checks that the page says what the tests say; exit code 1 if not
    conformance.py ROOT --write    writes it
    conformance.py --self-test     checks this script

A test names its rows at the front of its name: TEST_P(Tunnels, S1_…), def test_X4_…; several rows one after the other.
"""

import pathlib
import re
import sys
import tempfile

PAGE = "docs/conformance.md"

# What a row asks for, in short, and of whom.
ROWS = {
    "T1": ("client", "a template is checked when it is entered; the message names the rule and the place"),
    "T2": ("client", "target_host and target_port are encoded as the standards say"),
    "T3": ("client", "a bare host means the default template"),
    "T4": ("client", "one field takes all of them and says what it understood"),
    "T5": ("client", "provisioning domains"),
    "T6": ("client", "classic CONNECT as a fallback"),
    "T7": ("proxy", "malformed requests get 400, impermissible ones 403"),
    "R1": ("client", "the request over HTTP/1.1"),
    "R2": ("client", "the request over HTTP/2 and HTTP/3; wire revisions"),
    "R3": ("client", "nothing before SETTINGS that offer extended CONNECT"),
    "R4": ("client", "over HTTP/1.1 only a proper 101 is success"),
    "R5": ("client", "over HTTP/2 and HTTP/3 any 2xx is; bodies of refusals are bounded"),
    "R6": ("both", "trailers are not sent, and break the stream"),
    "R7": ("client", "no redirects, no credentials elsewhere"),
    "C1": ("both", "types and lengths are varints, of any length"),
    "C2": ("both", "payload goes on as it arrives"),
    "C3": ("both", "unknown capsules are skipped in constant memory"),
    "C4": ("both", "boundaries mean nothing, empty capsules are fine"),
    "C5": ("both", "no data after the end of the data"),
    "C6": ("both", "a stream that ends too early is truncated"),
    "C7": ("both", "WRAP_UP"),
    "X1": ("both", "FIN becomes FINAL_DATA"),
    "X2": ("both", "FINAL_DATA becomes FIN, behind every byte"),
    "X3": ("both", "both ends: the stream closes; half-closed tunnels live on"),
    "X4": ("both", "a reset is an abrupt end of the stream, as each version has it"),
    "X5": ("both", "an abrupt end is a reset, never a FIN"),
    "X6": ("client", "over HTTP/1.1 a missing close_notify is an abrupt end"),
    "X7": ("both", "a reset gets through while data waits for flow control"),
    "S1": ("client", "payload goes along with the request, over HTTP/1.1 only after the 101"),
    "S2": ("client", "Expect: 100-continue"),
    "S3": ("client", "early data where the profile allows it; 425"),
    "S4": ("both", "Proxy-Status decides reply code and sentence"),
    "S5": ("client", "authentication"),
    "S6": ("proxy", "the addresses of a destination are raced"),
    "S7": ("proxy", "100 where asked, success only once connected"),
    "F1": ("both", "back-pressure from end to end, little memory"),
    "F2": ("both", "a stalled tunnel slows no other"),
    "F3": ("both", "windows grow with the path"),
    "G1": ("client", "GOAWAY, refused streams"),
    "G2": ("client", "no room: another connection, or waiting"),
    "G3": ("client", "a failed attempt fails its own request only"),
    "G4": ("client", "dead peers are found"),
    "G5": ("client", "HTTP/3 survives a change of address"),
    "V1": ("client", "allowed versions, ALPN"),
    "V2": ("client", "the race of versions and its memory"),
    "V3": ("client", "what was negotiated can be seen"),
    "K1": ("both", "verification cannot be turned off"),
    "K2": ("client", "listeners that others reach want credentials"),
    "K3": ("client", "secrets are nowhere but where they belong"),
    "K4": ("both", "nothing from outside is shown unescaped"),
    "K5": ("both", "everything that takes foreign bytes is fuzzed"),
}

HEAD = """# Conformance

Generated from the names of the tests by `tests/conformance/conformance.py`; a test fails when this page is out of date. Rows
are those that tests name (`S1_…`); versions are those of HTTP that a test is run over, where it is about one.

| row | of | what it asks for | tests |
| --- | --- | --- | --- |
"""

CPP = re.compile(r"TEST(_F|_P)?\(\s*(\w+),\s*((?:[A-Z][0-9]_)+)(\w+)\s*\)")
PYTHON = re.compile(r"^\s*def test_((?:[A-Z][0-9]_)+)(\w+)\(", re.MULTILINE)
ROW = re.compile(r"[A-Z][0-9]")
ALL = ("HTTP/3", "HTTP/2", "HTTP/1.1")
FOLDERS = {"h1": "HTTP/1.1", "h2": "HTTP/2", "h3": "HTTP/3", "quic": "HTTP/3"}
IN_NAMES = {"Http11": "HTTP/1.1", "HTTP1": "HTTP/1.1", "Http2": "HTTP/2", "HTTP2": "HTTP/2", "Http3": "HTTP/3", "HTTP3": "HTTP/3"}


def cpp_versions(path, text, kind, suite, name):
    if kind == "_P":
        if re.search(rf"CULVERT_EACH_VERSION\({suite}\)", text):
            return ALL
        values = re.search(rf"INSTANTIATE_TEST_SUITE_P\(\w+,\s*{suite},\s*testing::Values\(([^)]*)\)", text)
        if values:
            return tuple(v for key, v in IN_NAMES.items() if "Version::k" + key in values[1])
    for key, version in IN_NAMES.items():
        if key in suite or key in name:
            return (version,)
    return (FOLDERS[path.parent.name],) if path.parent.name in FOLDERS else ()


def e2e_versions(root, path):
    """The whole file is run over HTTP/2, or with no version of its own, and may be run over the others as well."""
    part = path.name.removesuffix("_test.py")
    lists = (root / "tests/e2e/CMakeLists.txt").read_text() if (root / "tests/e2e/CMakeLists.txt").exists() else ""
    found = re.findall(r"foreach\(part ([\w\s]+)\)", lists)
    if len(found) == 2 and part in found[1].split():
        return ALL
    return ("HTTP/2",) if found and part in found[0].split() else ()


def collect(root):
    """{row: [(where, name, versions)]}"""
    rows = {}
    for path in sorted((root / "tests").rglob("*.cpp")):
        text = path.read_text()
        for kind, suite, prefix, name in CPP.findall(text):
            for row in ROW.findall(prefix):
                place = f"{path.relative_to(root / 'tests').parent}: {suite}.{name}"
                rows.setdefault(row, []).append((place, cpp_versions(path, text, kind, suite, name)))
    fuzzers = root / "tests/fuzz/CMakeLists.txt"
    for name in re.findall(r"^culvert_fuzz\((\w+)", fuzzers.read_text(), re.MULTILINE) if fuzzers.exists() else []:
        rows.setdefault("K5", []).append((f"fuzz: {name}", ()))
    for path in sorted((root / "tests").rglob("*_test.py")):
        for prefix, name in PYTHON.findall(path.read_text()):
            for row in ROW.findall(prefix):
                versions = tuple({v: 0 for key, v in IN_NAMES.items() if key in name}) or e2e_versions(root, path)
                rows.setdefault(row, []).append((f"e2e/{path.name}: {name}", versions))
    return rows


def page(rows):
    lines = [HEAD]
    for row, (whom, what) in ROWS.items():
        tests = [place + (f" ({', '.join(versions)})" if versions else "") for place, versions in rows.get(row, [])]
        lines.append(f"| {row} | {whom} | {what} | {'<br>'.join(tests) or '**none yet**'} |\n")
    return "".join(lines)


def problems(root):
    rows = collect(root)
    found = [f"there is no row {row}: {rows[row][0][0]}" for row in rows if row not in ROWS]
    path = root / PAGE
    if not path.exists() or path.read_text() != page(rows):
        found.append(f"{PAGE} is out of date: run tests/conformance/conformance.py . --write")
    return found


def self_test():
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        for folder in ("docs", "tests/unit/h2", "tests/integration", "tests/e2e"):
            (root / folder).mkdir(parents=True)
        (root / "tests/unit/h2/a_test.cpp").write_text("TEST_F(A, F1_X4_Some) {}\nTEST(A, Nothing) {}\n")
        (root / "tests/integration/b_test.cpp").write_text(
            "TEST_P(B, X4_All) {}\nCULVERT_EACH_VERSION(B);\nTEST_P(C,\n  S3_Two) {}\n"
            "INSTANTIATE_TEST_SUITE_P(Over, C, testing::Values(Version::kHttp3, Version::kHttp11));\n")
        (root / "tests/e2e/c_test.py").write_text("class X:\n    def test_G5_over_HTTP3(self):\n    def test_G4_plain(self):\n")
        (root / "tests/e2e/CMakeLists.txt").write_text("foreach(part c d)\nforeach(part c)\n")
        rows = collect(root)
        assert rows["F1"] == [("unit/h2: A.Some", ("HTTP/2",))], rows
        assert [versions for _, versions in rows["X4"]] == [ALL, ("HTTP/2",)], rows
        assert sorted(rows["S3"][0][1]) == ["HTTP/1.1", "HTTP/3"], rows
        assert rows["G5"][0][1] == ("HTTP/3",) and rows["G4"][0][1] == ALL, rows
        assert problems(root), "a page that is missing is a problem"
        (root / PAGE).write_text(page(rows))
        assert not problems(root)
        (root / "tests/unit/h2/a_test.cpp").write_text("TEST_F(A, Z9_Some) {}\n")
        assert any("no row Z9" in p for p in problems(root))
    print("well")


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
        return 0
    root = pathlib.Path(arguments[0])
    if arguments[1:] == ["--write"]:
        (root / PAGE).write_text(page(collect(root)))
    found = problems(root)
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
