#!/usr/bin/env python3
"""Who may use the proxy and the client, how much of it, and which destinations the proxy refuses."""

import base64
import os
import socket

import harness
from certificates import Authority
from harness import PROGRAMS
from servers import Origin, TcpServer
from wire import FAILED, NOT_ALLOWED, SUCCEEDED, read_to_end, receive, reply_of, reset, socks_address, socks_open, tunnel

PASSWORD = "correct horse \"battery\" staple"


def hash_of(password):
    done = harness.run([PROGRAMS.proxy, "--hash-password"], input=password.encode() + b"\n")
    return done.returncode, done.stdout.decode().strip()


class ProxyCredentials(harness.E2eTest):
    def setUp(self):
        super().setUp()
        self.secrets = [PASSWORD, "wrong horse"]
        self.origin = self.closing(Origin(self.room.directory))
        code, hashed = hash_of(PASSWORD)
        self.assertEqual(code, 0)
        self.assertNotIn("horse", hashed)
        users = self.room.write("users", f"# who may\nanna:{hashed}\n")
        self.proxy = self.room.start_proxy("--users", users)

    def credentials(self, user, password, mode=0o600):
        path = self.room.write("password", password + "\n", mode)
        return ["--user", user, "--password-file", path]

    def assert_let_in(self, client):
        digest = self.origin.file("file", 5000)
        done = harness.curl(client, "-T", self.room.path("file"), self.origin.url("upload"))
        self.assertEqual(done.stdout.decode(), digest, done.stderr)

    def assert_turned_away(self, *arguments, why="the user name or the password is wrong"):
        client = self.room.start_client(self.proxy, *arguments)
        self.assertEqual(reply_of(client, "127.0.0.1", self.origin.port), NOT_ALLOWED)
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("auth", "unauthorized"))
        self.assertTrue(failed["message"].startswith(f"The proxy did not accept who you are: {why}."))
        done = self.connect(self.proxy, "127.0.0.1", self.origin.port, *arguments)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertIn(failed["message"], done.stderr.decode())
        self.assertEqual(self.proxy.wait_for_event(event="refused")["status"], 401)

    def test_right_password(self):
        client = self.room.start_client(self.proxy, *self.credentials("anna", PASSWORD))
        self.assert_let_in(client)
        self.assertEqual(self.proxy.wait_for_event(event="opened")["user"], "anna")

    def test_the_end_of_a_line_is_no_part_of_the_password(self):
        code, hashed = hash_of("anna's\r")
        self.assertEqual(code, 0)
        self.proxy = self.room.start_proxy("--users", self.room.write("users", f"anna:{hashed}\n"))
        self.assert_let_in(self.room.start_client(self.proxy, *self.credentials("anna", "anna's\r")))

    def test_wrong_password(self):
        self.assert_turned_away(*self.credentials("anna", "wrong horse"))

    def test_unknown_user(self):
        self.assert_turned_away(*self.credentials("otto", PASSWORD))

    def test_no_password(self):
        self.assert_turned_away(why="it wants a user name and a password")

    def test_those_let_in_are_unharmed_by_those_turned_away(self):
        client = self.room.start_client(self.proxy, *self.credentials("anna", PASSWORD))
        self.assert_let_in(client)
        for _ in range(3):
            self.assert_turned_away(why="it wants a user name and a password")
        self.assert_let_in(client)

    def test_a_password_file_that_others_can_read_is_refused(self):
        for mode in (0o644, 0o640, 0o604):
            done = self.connect(self.proxy, "127.0.0.1", 80, *self.credentials("anna", PASSWORD, mode))
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: the password file .*password .*0600")

    def test_password_files_that_are_none(self):
        for name, words in (("nowhere", "is not there"), ("empty", "empty")):
            self.room.write("empty", "")
            done = self.connect(self.proxy, "127.0.0.1", 80, "--user", "anna", "--password-file", self.room.path(name))
            self.assertEqual(done.returncode, 2)
            self.assertIn(words, done.stderr.decode())

    def test_a_user_without_a_password_file_and_the_other_way_round(self):
        done = self.connect(self.proxy, "127.0.0.1", 80, *self.credentials("anna", PASSWORD)[-2:])
        self.assertEqual((done.returncode, done.stderr), (2, b"culvert-cli: a user name and a password go together\n"))
        # Nor is there a terminal to ask at.
        done = self.connect(self.proxy, "127.0.0.1", 80, "--user", "anna", start_new_session=True)
        self.assertEqual((done.returncode, done.stderr),
                         (2, b"culvert-cli: --user wants a password, from --password-file, --password-fd or a terminal: "
                             b"there is no terminal to ask at\n"))

    def test_a_user_name_with_a_colon_is_refused_naming_the_field(self):
        done = self.connect(self.proxy, "127.0.0.1", 80, *self.credentials("an:na", PASSWORD))
        self.assertEqual((done.returncode, done.stderr),
                         (2, b"culvert-cli: authentication: the user name must not contain ':'\n"))


class Keys(harness.E2eTest):
    """Concealed authentication, with keys as openssl makes them."""

    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))

    def make_key(self, name, *kind):
        key = self.room.path(f"{name}.pem")
        self.assertEqual(harness.run(["openssl", "genpkey", *kind, "-out", key]).returncode, 0)
        public = harness.run(["openssl", "pkey", "-in", key, "-pubout", "-outform", "DER"])
        return key, f"{name}:$concealed${base64.b64encode(public.stdout).decode()}\n"

    def test_S5_keys_of_both_kinds_over_each_version(self):
        ann, ann_line = self.make_key("ann", "-algorithm", "ed25519")
        kim, kim_line = self.make_key("kim", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
        proxy = self.room.start_proxy("--users", self.room.write("users", ann_line + kim_line))
        for version in ("3", "2", "1.1"):
            for name, key in (("ann", ann), ("kim", kim)):
                client = self.room.start_client(proxy, "--http", version, "--concealed-key", key, "--concealed-id", name)
                self.assertEqual(reply_of(client, "127.0.0.1", self.origin.port), SUCCEEDED)
                self.assertEqual(proxy.wait_for_event(event="opened", user=name)["user"], name)
            client = self.room.start_client(proxy, "--http", version, "--concealed-key", ann, "--concealed-id", "kim")
            self.assertNotEqual(reply_of(client, "127.0.0.1", self.origin.port), SUCCEEDED)
            failed = client.wait_for_event(event="tunnel-failed")
            self.assertIn("or it does not know the key", failed["message"])
            self.assertEqual(proxy.wait_for_event(event="refused")["status"], 404)

    def test_files_that_are_no_keys(self):
        proxy = self.room.start_proxy()
        for content, words in (("", "no private key"), ("hello", "no private key"), (None, "")):
            path = self.room.path("nowhere") if content is None else self.room.write("key.pem", content)
            done = self.connect(proxy, "127.0.0.1", 80, "--concealed-key", path, "--concealed-id", "ann")
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertIn(path, done.stderr.decode())
            self.assertIn(words, done.stderr.decode())


    def test_K3_a_key_that_others_can_read_is_not_taken(self):
        proxy = self.room.start_proxy()
        ann, _ = self.make_key("ann", "-algorithm", "ed25519")
        certificate, key = Authority(self.room.path("authority")).issue("client")
        for file, arguments in ((ann, ("--concealed-key", ann, "--concealed-id", "ann")),
                                (key, ("--client-cert", certificate, "--client-key", key))):
            with self.subTest(arguments=arguments):
                os.chmod(file, 0o640)
                done = self.connect(proxy, "127.0.0.1", 80, *arguments)
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertRegex(done.stderr.decode(),
                                 rf"\Aculvert-cli: .*the key file {file} is open to others; set its mode to 0600.?\n\Z")


class UsersFile(harness.E2eTest):
    def start(self, text):
        users = self.room.write("users", text)
        return harness.run([PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca"),
                            "--users", users], seconds=10)

    def test_lines_that_are_wrong_are_named_and_passwords_not_repeated(self):
        code, hashed = hash_of(PASSWORD)
        self.assertEqual(code, 0)
        for text, words in (("anna:hunter2-in-clear\n", "line 1: .*--hash-password"), ("\n\nanna\n", "line 3: "),
                            (f"anna:{hashed}\nanna:{hashed}\n", "line 2: .*already")):
            done = self.start(text)
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertRegex(done.stderr.decode(), r"\Aculvert-proxy: .*users: " + words)
            self.assertNotIn(b"hunter2", done.stderr)

    def test_weak_hashes_are_refused(self):
        code, hashed = hash_of(PASSWORD)
        self.assertEqual(code, 0)
        _, scrypt, _, *others = hashed.split("$")
        done = self.start("anna:" + "$".join(["", scrypt, "16", *others]) + "\n")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertRegex(done.stderr.decode(), r"\Aculvert-proxy: .*users: line 1: this hash is too weak: ")

    def test_no_password_to_hash(self):
        self.assertEqual(hash_of(""), (2, ""))
        self.assertEqual(hash_of("x" * 4097), (2, ""))  # the client's password file would not be taken either

    def test_the_same_password_is_hashed_differently_each_time(self):
        self.assertNotEqual(hash_of(PASSWORD), hash_of(PASSWORD))


class LocalCredentials(harness.E2eTest):
    """K2"""

    def setUp(self):
        super().setUp()
        self.secrets = [PASSWORD, "wrong horse"]
        self.origin = self.closing(Origin(self.room.directory))
        self.proxy = self.room.start_proxy()
        self.file = self.room.write("socks-password", PASSWORD + "\n")
        self.credentials = ["--socks-user", "local", "--socks-password-file", self.file]

    def run_client(self, *arguments):
        done = harness.run([PROGRAMS.cli, "run", *self.room.client_arguments(self.proxy), "--json", *arguments])
        return done.returncode, done.stderr.decode()

    def test_K2_other_addresses_than_loopback_demand_credentials(self):
        for address in ("0.0.0.0:0", "[::]:0", "192.0.2.1:1080"):
            with self.subTest(address=address):
                code, words = self.run_client("--socks", address)
                self.assertEqual(code, 2)
                self.assertRegex(words, r"\Aculvert-cli: socks\[0\]\.listen: .*user name and a password\n\Z")

    def test_K2_the_second_of_two_listeners_is_named(self):
        code, words = self.run_client("--socks", "127.0.0.1:0", "--socks", "0.0.0.0:0")
        self.assertEqual(code, 2)
        self.assertIn("socks[1].listen", words)

    def test_K2_a_forward_listens_on_loopback_only(self):
        code, words = self.run_client("--forward", "0.0.0.0:0=example.org:80")
        self.assertEqual(code, 2)
        self.assertRegex(words, r"\Aculvert-cli: forwards\[0\]\.listen: ")

    def test_K2_with_credentials_it_listens_and_asks_for_them(self):
        client = self.room.start_client(self.proxy, *self.credentials, socks="0.0.0.0:0")
        client.socks = ("127.0.0.1", client.socks[1])
        target = ("127.0.0.1", self.origin.port)
        connection, reply = socks_open(client.socks, *target, credentials=("local", PASSWORD))
        connection.close()
        self.assertEqual(reply, SUCCEEDED)
        for wrong in (("local", "wrong horse"), ("other", PASSWORD), ("local", PASSWORD + "x"), ("local", "")):
            with self.subTest(credentials=wrong):
                connection, reply = socks_open(client.socks, *target, credentials=wrong)
                self.assertIsNone(reply)
                self.assertEqual(read_to_end(connection)[0], b"")
                connection.close()
        failed = client.wait_for_event(event="tunnel-failed", count=4)
        self.assertEqual((failed["stage"], failed["code"]), ("local", "unauthorized"))

    def test_K2_an_application_that_offers_none_is_turned_away(self):
        client = self.room.start_client(self.proxy, *self.credentials)
        connection, _ = socks_open(client.socks, "127.0.0.1", self.origin.port)
        with connection:
            self.assertEqual(read_to_end(connection)[0], b"")
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("local", "unauthorized"))
        self.assertIn("offers no user name and password", failed["message"])

    def test_curl_with_credentials(self):
        client = self.room.start_client(self.proxy, *self.credentials)
        digest = self.origin.file("file", 5000)
        done = harness.curl(client, "--proxy-user", f"local:{PASSWORD}", "-T", self.room.path("file"),
                            self.origin.url("upload"))
        self.assertEqual(done.stdout.decode(), digest, done.stderr)

    def test_refusing_method_is_ff(self):
        client = self.room.start_client(self.proxy, *self.credentials)
        with socket.create_connection(client.socks, timeout=10) as connection:
            connection.sendall(b"\x05\x01\x00")
            self.assertEqual(receive(connection, 2), b"\x05\xff")


class Destinations(harness.E2eTest):
    """What loopback and private destinations get without --allow-private."""

    DENIED = ("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
              "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1",
              "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "localhost", "LOCALHOST")

    def setUp(self):
        super().setUp()
        self.proxy = self.room.start_proxy(private=False)
        self.client = self.room.start_client(self.proxy)

    def test_denied(self):
        for number, destination in enumerate(self.DENIED, 1):
            with self.subTest(destination=destination):
                self.assertEqual(reply_of(self.client, destination, 80), NOT_ALLOWED)
                failed = self.client.wait_for_event(event="tunnel-failed", count=number)
                self.assertEqual((failed["stage"], failed["code"]), ("proxy", "denied"))
                self.assertRegex(failed["message"], "The proxy did not connect to .*: this address is not allowed")
                self.assertEqual(self.proxy.wait_for_event(event="refused", count=number)["status"], 403)

    def test_mapped_addresses_sent_as_addresses(self):
        """The bytes of ::ffff:127.0.0.1 as SOCKS address type 4."""
        self.assertEqual(socks_address("::ffff:127.0.0.1")[0], 4)
        self.assertEqual(reply_of(self.client, "::ffff:127.0.0.1", 80), NOT_ALLOWED)

    def test_old_spellings_of_loopback(self):
        """What inet_aton takes for 127.0.0.1 must not be a way around; they are no names either."""
        for destination in ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "localhost."):
            with self.subTest(destination=destination):
                self.assertNotEqual(reply_of(self.client, socks_name(destination), 80), SUCCEEDED)

    def test_connect_exits_with_1_and_the_sentence(self):
        done = self.connect(self.proxy, "127.0.0.1", 80)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        self.assertRegex(done.stderr.decode(), r"\Aculvert-cli: The proxy did not connect to 127\.0\.0\.1:80: ")


class Policy(harness.E2eTest):
    """--allow and --deny"""

    def setUp(self):
        super().setUp()
        self.origin = self.closing(Origin(self.room.directory))

    def through(self, *rules, private=True):
        self.proxy = self.room.start_proxy(*rules, private=private)
        return self.room.start_client(self.proxy)

    def assert_denied(self, client, host, rule):
        self.assertEqual(reply_of(client, host, self.origin.port), NOT_ALLOWED)
        failed = client.wait_for_event(event="tunnel-failed")
        self.assertEqual((failed["stage"], failed["code"]), ("proxy", "denied"))
        self.assertNotIn(rule, failed["message"])
        refused = self.proxy.wait_for_event(event="refused")
        self.assertEqual(refused["status"], 403)
        self.assertTrue(refused["rule"].startswith(rule), refused["rule"])

    def test_T7_a_denied_port_and_a_denied_name(self):
        port = f"*:{self.origin.port}"
        self.assert_denied(self.through("--deny", port), "127.0.0.1", f"deny {port}")
        self.assert_denied(self.through("--deny", "LOCALHOST"), "localhost", "deny LOCALHOST")

    def test_T7_a_name_that_leads_to_a_denied_address(self):
        self.assert_denied(self.through("--deny", "127.0.0.0/8", "--deny", "::1"), "localhost", "deny ")

    def test_T7_what_no_rule_allows(self):
        client = self.through("--allow", "*.example.com", "--allow", "192.0.2.0/24")
        self.assert_denied(client, "127.0.0.1", "no allow rule")

    def test_an_allowed_block_of_special_addresses_is_reached_and_no_other(self):
        client = self.through("--allow", f"127.0.0.1:{self.origin.port}", private=False)
        digest = self.origin.file("file", 5000)
        done = harness.curl(client, "-T", self.room.path("file"), self.origin.url("upload"))
        self.assertEqual(done.stdout.decode(), digest, done.stderr)
        self.assert_denied(client, "127.0.0.2", "special address")

    def test_a_rule_that_is_none_is_named_with_the_place(self):
        for option, rule, words in (
                ("--allow", "10.0.0.1/8", "the block of 8 bits begins at 10.0.0.0, at character 1"),
                ("--deny", "*:https", "the port must be a number from 1 to 65535, at character 3")):
            done = harness.run([PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca"),
                                option, rule], seconds=10)
            self.assertEqual((done.returncode, done.stdout, done.stderr.decode()),
                             (2, b"", f"culvert-proxy: {option} {rule}: {words}\n"))


class Limits(harness.E2eTest):
    """--max-tunnels, --max-new-per-second, --max-connections"""

    def setUp(self):
        super().setUp()
        self.server = self.closing(TcpServer(read_to_end))

    def test_a_tunnel_too_many(self):
        client = self.pair(proxy_arguments=["--max-tunnels", "1"])
        with tunnel(client, self.server.host, self.server.port):
            self.assertEqual(reply_of(client, self.server.host, self.server.port), FAILED)
            self.assertEqual(self.proxy.wait_for_event(event="refused")["status"], 429)
            failed = client.wait_for_event(event="tunnel-failed")
            self.assertEqual((failed["stage"], failed["code"]), ("proxy", "limit"))
            self.assertIn("too many tunnels at once", failed["message"])

    def test_a_connection_too_many_ends_before_tls(self):
        proxy = self.room.start_proxy("--max-connections", "1")
        first = self.closing(socket.create_connection(("127.0.0.1", proxy.port)))
        with socket.create_connection(("127.0.0.1", proxy.port)) as second:
            second.settimeout(self.seconds(5))  # half of what a handshake may take
            self.assertEqual(read_to_end(second)[0], b"")
        gone = proxy.wait_for_event(event="disconnected")
        self.assertEqual((gone["stage"], gone["code"]), ("proxy", "limit"))
        first.close()

    def test_connections_and_tunnels_through_a_gateway_are_not_counted(self):
        proxy = self.room.start_proxy("--cleartext", "127.0.0.1:0", "--max-connections", "1", "--max-tunnels", "1")
        host, _, port = proxy.wait_for_event(event="listening-cleartext")["address"].rpartition(":")
        request = (f"GET /.well-known/masque/tcp/{self.server.host}/{self.server.port}/ HTTP/1.1\r\nHost: p\r\n"
                   "Connection: upgrade\r\nUpgrade: connect-tcp-12\r\nCapsule-Protocol: ?1\r\n\r\n").encode()
        for _ in range(3):
            connection = self.closing(socket.create_connection((host, int(port)), self.seconds(10)))
            connection.sendall(request)
            self.assertIn(b"HTTP/1.1 101", receive(connection, 12))
        for connection in self.server.connections:
            reset(connection)

    def test_numbers_that_are_none(self):
        for option, value in (("--max-tunnels", "-1"), ("--max-connections", "many"), ("--max-new-per-second", "1e9"),
                              ("--max-buffered", "0"), ("--max-buffered", "49")):
            done = harness.run([PROGRAMS.proxy, "--listen", "127.0.0.1:0", "--self-signed", self.room.path("ca"),
                                option, value], seconds=10)
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertIn(option.encode(), done.stderr)


def socks_name(name):
    """As a domain name, whatever it looks like."""
    return b"\x03" + bytes([len(name)]) + name.encode()


if __name__ == "__main__":
    harness.main()
