#!/usr/bin/env python3
"""Checks who includes whom: the plan of the rooms (docs/architecture.md) as a table.

    layering.py ROOT         checks the tree at ROOT; prints one line per violation; exit code 1 if there is any
    layering.py --self-test  checks this script, on made-up trees that break each rule once

Long files are mentioned, and do not fail.
"""

import fnmatch
import pathlib
import re
import sys
import tempfile

# ---- The plan --------------------------------------------------------------------------------------------------------

# Every room of core/, from the ground up, with the rooms it may see. A room always sees itself.
HTTP_VERSIONS = {"http/h1", "http/h2", "http/h3"}
ROOMS = {
    "base": set(),
    "net": {"base"},
    "tls": {"base", "net"},
    "quic": {"base", "net", "tls"},
    "http": {"base", "net"},
    "http/auth": {"base", "net", "http"},
    "http/h1": {"base", "net", "http"},
    "http/h2": {"base", "net", "http"},
    "http/h3": {"base", "net", "quic", "http"},
    "capsule": {"base", "net", "http"},
    "config": {"base", "net", "http", "http/auth", "capsule"},
    "upstream": {"base", "net", "tls", "quic", "http", "http/auth", "capsule"} | HTTP_VERSIONS,
    "tunnel": {"base", "net"},
    "inbound": {"base", "net", "http", "http/auth", "http/h1"},
    "routing": {"base", "net", "http", "config"},
}
ROOMS["proxy"] = set(ROOMS) - {"upstream", "inbound"}
ROOMS["api"] = set(ROOMS) - {"proxy"}
ROOMS["control"] = set(ROOMS) - {"proxy"}

# What the floors above see of core/. Values (errors, profiles) are part of what the API says.
APP_SEES = {"api", "control", "proxy", "base", "config", "net", "http", "tls"}
UI_SEES = {"base", "config", "http"}
UI_DOOR = "ui/core_bridge*"  # the only files in ui/ that see api/

# Libraries with a home: an include that matches may only be written in these files.
LIBRARIES = [
    ("Qt", r"Q[A-Z][A-Za-z]*(/.*)?|Qt[A-Z].*|q[a-z]+\.h", ["ui/*", "app/desktop/*"]),
    ("libxcb", r"xcb/.*", ["ui/*_linux.*"]),
    ("Asio", r"asio(\.hpp|/.*)|boost/asio.*", ["core/net/*", "core/quic/*"]),
    ("OpenSSL", r"openssl/.*", ["core/tls/*", "core/quic/*", "core/http/auth/*", "core/base/random*"]),
    ("nghttp2", r"nghttp2/.*", ["core/http/h2/*"]),
    ("nghttp3", r"nghttp3/.*", ["core/http/h3/*"]),
    ("ngtcp2", r"ngtcp2/.*", ["core/quic/*"]),
    ("llhttp", r"llhttp\.h", ["core/http/h1/*"]),
    ("GLib", r"g(lib|io|object)(-[a-z0-9.]+)?/.*|glib(-object)?\.h", ["app/system_proxy/settings_helper_linux.cpp"]),
]

# Code for one platform lives in a file that says so; CMake chooses it.
PLATFORM_FILES = ["*_posix.*", "*_linux.*", "*_win.*", "*_mac.*"]
PLATFORM_MACROS = r"\b(_WIN32|_WIN64|WIN32|__linux__|__APPLE__|__unix__|_MSC_VER|Q_OS_[A-Z]+)\b"

MAX_LINES = {".cpp": 400, ".h": 150}

# ---- Reading the tree ------------------------------------------------------------------------------------------------

SUFFIXES = {".h", ".hpp", ".cpp", ".cc", ".cxx", ".inl"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:<(?P<system>[^>]+)>|"(?P<own>[^"]+)")', re.MULTILINE)
CONDITION = re.compile(r"^[ \t]*#[ \t]*(?:if|ifdef|ifndef|elif|elifdef)\b.*$", re.MULTILINE)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
LINK = re.compile(r"\bculvert::(\w+)")


def room_of(path):
    """The room that a path below core/ belongs to ("http/h2/session.cpp": "http/h2"), or None."""
    parts = path.split("/")[:-1]
    while parts:
        if "/".join(parts) in ROOMS:
            return "/".join(parts)
        parts.pop()
    return None


def without_comments(text):
    # The line ends stay, so that line numbers do. A // inside a string only hides the rest of its line.
    return COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def matches(path, patterns):
    return any(fnmatch.fnmatch(path, pattern) for pattern in patterns)


class Checker:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.violations = []
        self.remarks = []
        self.files = 0

    def run(self):
        for floor in ("core", "ui", "app"):
            for file in sorted((self.root / floor).rglob("*")):
                path = file.relative_to(self.root).as_posix()
                if file.suffix in SUFFIXES and file.is_file():
                    self.files += 1
                    self.check_source(path, file.read_text(encoding="utf-8", errors="replace"))
                elif file.name == "CMakeLists.txt" and floor == "core":
                    self.check_links(path, file.read_text(encoding="utf-8"))
        return self

    def complain(self, path, line, what):
        self.violations.append(f"{path}:{line}: {what}")

    def check_source(self, path, text):
        lines = text.count("\n")
        limit = MAX_LINES.get(pathlib.PurePath(path).suffix)
        if limit and lines > limit:
            self.remarks.append(f"{path}: {lines} lines, more than {limit}: does it want a wall?")
        code = without_comments(text)
        if path.startswith("core/") and room_of(path.removeprefix("core/")) is None:
            self.complain(path, 1, "is in no room of the plan")
        for match in INCLUDE.finditer(code):
            line = line_of(code, match.start())
            self.check_library(path, line, match["system"] or match["own"])
            if match["own"]:
                self.check_own(path, line, match["own"])
        if not matches(path, PLATFORM_FILES):
            for match in CONDITION.finditer(code):
                if re.search(PLATFORM_MACROS, match.group()):
                    self.complain(path, line_of(code, match.start()), "asks for the platform; use a file per platform")

    def check_library(self, path, line, include):
        for name, pattern, homes in LIBRARIES:
            if re.fullmatch(pattern, include) and not matches(path, homes):
                self.complain(path, line, f"includes {name} (<{include}>), which belongs in {', '.join(homes)}")

    def check_own(self, path, line, include):
        if ".." in include.split("/"):
            self.complain(path, line, f'"{include}": write includes from core/ on, without ..')
        elif path.startswith("core/"):
            self.check_core_include(path, line, include)
        else:
            self.check_upper_include(path, line, include)

    def check_core_include(self, path, line, include):
        room, other = room_of(path.removeprefix("core/")), room_of(include)
        if other is None:
            self.complain(path, line, f'"{include}" is in no room of core/')
        elif room is not None and other != room and other not in ROOMS[room]:
            self.complain(path, line, f'{room}/ may not see {other}/ ("{include}")')

    def check_upper_include(self, path, line, include):
        other = room_of(include)
        if path.startswith("ui/"):
            if include.startswith("app/"):
                self.complain(path, line, f'ui/ may not see app/ ("{include}")')
            elif other == "api" and not matches(path, [UI_DOOR]):
                self.complain(path, line, f'only {UI_DOOR} sees api/ ("{include}")')
            elif other and other not in UI_SEES | {"api"}:
                self.complain(path, line, f'ui/ may not see {other}/ ("{include}")')
        elif other and other not in APP_SEES:
            self.complain(path, line, f'app/ may not see {other}/ ("{include}")')

    def check_links(self, path, text):
        room = room_of(path.removeprefix("core/"))
        text = re.sub(r"#.*", "", text)
        for match in LINK.finditer(text):
            other = match.group(1).replace("_", "/", 1) if match.group(1).startswith("http_") else match.group(1)
            if room and other in ROOMS and other != room and other not in ROOMS[room]:
                self.complain(path, line_of(text, match.start()), f"{room}/ may not link {other}/")


# ---- Checking the checker --------------------------------------------------------------------------------------------

GOOD = {
    "core/base/error.h": "#include <string>\n",
    "core/base/random.cpp": "#include <openssl/rand.h>\n",
    "core/net/tcp.cpp": '#include <asio.hpp>\n#include "base/error.h"\n#include "net/tcp.h"\n',
    "core/net/socket_posix.cpp": "#ifdef __linux__\n#endif\n",
    "core/net/CMakeLists.txt": "culvert_library(net SOURCES tcp.cpp LINKS culvert::base)\n",
    "core/http/h2/session.cpp": '#include <nghttp2/nghttp2.h>\n#include "http/stream.h"\n#include "http/h2/session.h"\n',
    "core/tunnel/tunnel.cpp": '// #include "api/engine.h"\n/*\n#include <asio.hpp>\n*/\n#include "net/stream.h"\n',
    "core/api/engine.cpp": '#include "upstream/origin.h"\n#include "inbound/socks5.h"\n',
    "ui/core_bridge.cpp": '#include <QObject>\n#include "api/engine.h"\n',
    "ui/core_bridge_feed.h": '#include "api/engine.h"\n',
    "ui/pages/home.cpp": '#include <QtWidgets/QLabel>\n#include "config/setup.h"\n#include "core_bridge.h"\n',
    "app/cli/main.cpp": '#include "api/engine.h"\n#include "cli/options.h"\n',
    "app/desktop/main.cpp": "#include <QApplication>\n",
}

# Each of these, put into the good tree, has to be reported once, with these words.
BAD = [
    ("core/base/a.cpp", "#include <QString>\n", "includes Qt"),
    ("core/config/a.h", "#  include <QtCore/qstring.h>\n", "includes Qt"),
    ("core/http/h2/a.cpp", "#include <asio/steady_timer.hpp>\n", "includes Asio"),
    ("core/upstream/a.cpp", "#include <openssl/ssl.h>\n", "includes OpenSSL"),
    ("core/http/a.cpp", "#include <nghttp2/nghttp2.h>\n", "includes nghttp2"),
    ("app/cli/a.cpp", "#include <QString>\n", "includes Qt"),
    ("core/base/a.h", '#include "net/tcp.h"\n', "base/ may not see net/"),
    ("core/http/a.h", '#include "http/h2/session.h"\n', "http/ may not see http/h2/"),
    ("core/http/h1/a.h", '#include "http/h2/session.h"\n', "http/h1/ may not see http/h2/"),
    ("core/tunnel/a.cpp", '#include "upstream/origin.h"\n', "tunnel/ may not see upstream/"),
    ("core/upstream/a.cpp", '#include "config/profile.h"\n', "upstream/ may not see config/"),
    ("core/proxy/a.cpp", '#include "inbound/socks5.h"\n', "proxy/ may not see inbound/"),
    ("core/api/a.cpp", '#include "proxy/server.h"\n', "api/ may not see proxy/"),
    ("core/api/a.cpp", '#include "app/cli/options.h"\n', "in no room of core/"),
    ("core/net/a.cpp", '#include "tcp.h"\n', "in no room of core/"),
    ("core/net/a.cpp", '#include "../base/error.h"\n', "without .."),
    ("core/attic/a.cpp", "\n", "is in no room of the plan"),
    ("core/net/a.cpp", "\n\n#if defined(_WIN32)\n#endif\n", "a.cpp:3: asks for the platform"),
    ("core/capsule/CMakeLists.txt", "culvert_library(capsule LINKS culvert::api)\n", "capsule/ may not link api/"),
    ("core/http/CMakeLists.txt", "culvert_library(http LINKS culvert::http_h2)\n", "http/ may not link http/h2/"),
    ("ui/pages/a.cpp", '#include "api/engine.h"\n', "only ui/core_bridge* sees api/"),
    ("ui/tray.h", '#include "upstream/origin_pool.h"\n', "ui/ may not see upstream/"),
    ("ui/core_bridge.h", '#include "tunnel/tunnel.h"\n', "ui/ may not see tunnel/"),
    ("ui/tray.cpp", '#include "app/desktop/autostart.h"\n', "ui/ may not see app/"),
    ("app/cli/a.cpp", "#include <gio/gio.h>\n", "includes GLib"),
    ("app/proxy/a.cpp", '#include "http/h2/session.h"\n', "app/ may not see http/h2/"),
]


def check_tree(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return Checker(root).run()


def self_test():
    failures = [f"a good tree is reported: {violation}" for violation in check_tree(GOOD).violations]
    for path, text, words in BAD:
        found = check_tree({**GOOD, path: text}).violations
        if len(found) != 1 or words not in found[0]:
            failures.append(f"{path} with {text!r}: expected one report with {words!r}, found {found}")
    if not check_tree({"core/base/long.h": "\n" * 200}).remarks:
        failures.append("a long header is not mentioned")
    for room, seen in ROOMS.items():
        if any(room in ROOMS[other] for other in seen):
            failures.append(f"the table has a circle through {room}")
    return failures


# ---- Main ------------------------------------------------------------------------------------------------------------


def main(arguments):
    if arguments == ["--self-test"]:
        failures = self_test()
        print("\n".join(failures) if failures else f"ok: {len(BAD)} violations found, none invented")
        return 1 if failures else 0
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__, file=sys.stderr)
        return 2
    checker = Checker(arguments[0]).run()
    for remark in checker.remarks:
        print(f"remark: {remark}")
    for violation in checker.violations:
        print(violation)
    if checker.files == 0:
        print(f"no source files in {arguments[0]}")
        return 2
    print(f"{checker.files} files, {len(checker.violations)} violations")
    return 1 if checker.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
