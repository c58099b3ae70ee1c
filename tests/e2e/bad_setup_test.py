#!/usr/bin/env python3
"""Bad input of people: templates, options, files, destinations, a port that is taken."""

import socket

import harness
from bad_input import BadInputTest
from harness import PROGRAMS

PATH = "/{target_host}/{target_port}"


class Templates(BadInputTest):
    """T1: the rule and the place are named, and no request is sent."""

    def refused(self, proxy):
        done = harness.run([PROGRAMS.cli, "connect", "--proxy", proxy, "example.org", "80"], seconds=5)
        self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
        words = self.check_output(done.stderr)
        self.assertRegex(words, r"\Aculvert-cli: proxy: .*\n\Z")
        return words

    def test_T1_each_rule_is_named_with_its_place(self):
        host = "https://proxy.example"
        cases = (  # template, words, place (from 1)
            ("http://proxy.example" + PATH, "https", 1),
            (f"{host}", "path", len(host) + 1),
            (f"{host}?h={{target_host}}&p={{target_port}}", "path", len(host) + 1),
            (f"https://{PATH}", "host is missing", 9),
            (f"https://{{target_host}}{PATH}", "path or the query", 9),
            (f"https://user@proxy.example{PATH}", "user name", 13),
            (f"{host}/{{target_host}}", "target_port", None),
            (f"{host}/{{target_port}}", "target_host", None),
            (f"{host}{PATH}#part", "fragment", len(host + PATH) + 1),
            (f"{host}/{{+target_host}}/{{target_port}}", r"'\+'", len(host) + 3),
            (f"{host}/{{#target_host}}/{{target_port}}", "'#'", len(host) + 3),
            (f"{host}/{{.target_host}}/{{target_port}}", r"'\.'", len(host) + 3),
            (f"{host}{{/target_host}}/{{target_port}}", "path", len(host) + 1),
            (f"{host}/x{{/target_host}}/{{target_port}}", "'/'", len(host) + 4),
            (f"{host}/{{;target_host}}/{{target_port}}", "';'", len(host) + 3),
            (f"{host}/{{target_host:3}}/{{target_port}}", "modifier", len(host) + 14),
            (f"{host}/{{target_host*}}/{{target_port}}", "modifier", len(host) + 14),
            (f"{host}/{{target_host}}/{{target_port", "without", len(host) + 16),
            (f"{host}/{{}}{PATH}", "variable name", len(host) + 3),
            (f"{host}/{{bad name}}{PATH}", "visible ASCII", len(host) + 6),
            (f"{host}/ä{PATH}", "visible ASCII", len(host) + 2),
            (f"{host}/%4{PATH}", "two hexadecimal digits", len(host) + 2),
            (f"{host}/<{PATH}", "percent-encoded", len(host) + 2),
            (f"{host}:70000{PATH}", "port", None),
            (f"{host}/{'x' * 5000}{PATH}", "4096", 4097),
        )
        for template, words, place in cases:
            with self.subTest(template=template[:80]):
                said = self.refused(template)
                self.assertRegex(said, words)
                self.assertRegex(said, rf"\(at character {place}\)" if place else r"\(at character \d+\)")

    def test_T3_bare_hosts_that_are_none(self):
        for proxy, words in (("", "proxy is missing"), ("a b", "host"), ("proxy.example:0", "port"),
                             ("192.0.2.300", "IPv4"), ("[::1", "]"), ("-a.example", "'-'"), ("a..b", "empty"),
                             ("proxy.example/path", "'/'")):
            with self.subTest(proxy=proxy):
                self.assertIn(words, self.refused(proxy))

    def test_K4_what_was_typed_is_not_repeated_raw(self):
        for proxy in ("a\x1b[2Jb.example", "a\u202eb.example", "https://a\x07b.example" + PATH, "a\x7fb"):
            with self.subTest(proxy=proxy):
                self.refused(proxy)

    def test_other_fields_are_named(self):
        base = [PROGRAMS.cli, "run", "--proxy", "proxy.example"]
        for arguments, words in ((["--wire", "draft-99"], "wire: .*draft-12"),
                                 (["--socks", "nowhere:1"], "--socks nowhere:1: "),
                                 (["--socks", "127.0.0.1:99999"], "--socks .*port"),
                                 (["--socks", "::1:1080"], "--socks .*brackets"),
                                 (["--forward", "127.0.0.1:0"], "--forward .*LISTEN=HOST:PORT"),
                                 (["--forward", "127.0.0.1:0=a b:80"], "--forward "),
                                 (["--forward", "127.0.0.1:0=example.org"], "--forward .*port")):
            with self.subTest(arguments=arguments):
                done = harness.run([*base, *arguments], seconds=5)
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: " + words)

    def test_destinations_of_connect(self):
        for host, port in (("example.org", "0"), ("example.org", "65536"), ("example.org", "x"), ("a b", "80"),
                           ("", "80"), ("fe80::1%eth0", "80"), ("a\x1bb", "80")):
            with self.subTest(host=host, port=port):
                done = self.connect("proxy.example", host, port)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: [^\n]+\n\Z")

    def test_ca_file_that_is_none(self):
        for path, words in ((self.room.path("nowhere"), "No such file"),
                            (self.room.write("garbage", "not PEM"), "no ")):
            for done in (self.connect("127.0.0.1:1", "example.org", 80, ca=path),
                         harness.run([PROGRAMS.cli, "run", "--proxy", "127.0.0.1:1", "--ca", path])):
                with self.subTest(path=path):
                    self.assertEqual((done.returncode, done.stdout), (2, b""))
                    self.assertIn(f"culvert-cli: reading the CA file {path}: {words}", done.stderr.decode())

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = harness.run([PROGRAMS.cli, "run", "--json", "--proxy", "127.0.0.1:1",
                                "--socks", f"127.0.0.1:{port}"])
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"127.0.0.1:{port}", self.check_output(done.stdout))
            self.assertIn('"event":"listener-failed"', done.stdout.decode())
            done = harness.run([PROGRAMS.proxy, "--listen", f"127.0.0.1:{port}", "--self-signed", self.room.path("ca")])
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"127.0.0.1:{port}", self.check_output(done.stderr))

    def test_the_proxys_command_line(self):
        own = ["--self-signed", self.room.path("ca")]
        for arguments, words in ((["--listen", "nowhere:1", *own], "--listen nowhere:1: "),
                                 ([*own], "--listen is missing"),
                                 (["--listen", "127.0.0.1:0"], "--self-signed"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere"], "go together"),
                                 (["--listen", "127.0.0.1:0", "--key", "/nowhere", *own], "go together"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere", "--key", "/nowhere", *own], "either"),
                                 (["--listen", "127.0.0.1:0", "--template", "/{target_host}", *own], "target_port"),
                                 (["--listen", "127.0.0.1:0", "--users", "/nowhere", *own], "/nowhere"),
                                 (["--listen", "127.0.0.1:0", "--cert", "/nowhere", "--key", "/nowhere"], "/nowhere")):
            with self.subTest(arguments=arguments):
                done = harness.run([PROGRAMS.proxy, *arguments], seconds=10)
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertIn(words, done.stderr.decode())


if __name__ == "__main__":
    harness.main()
