"""Certificates of every kind, made with openssl."""

import os
import subprocess

from harness import find_program


class Authority:
    """A CA in a directory of its own; `ca` is what clients are given."""

    def __init__(self, directory, name="e2e CA"):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        self.ca, self.key = self.path("ca.pem"), self.path("ca.key")
        self.openssl("req", "-x509", *self.new_key(self.key), "-subj", f"/CN={name}", "-days", "30", "-out", self.ca,
                     "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")

    def path(self, name):
        return os.path.join(self.directory, name)

    @staticmethod
    def new_key(path):
        return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]

    @staticmethod
    def openssl(*arguments):
        subprocess.run([find_program("openssl"), *arguments], check=True, capture_output=True, timeout=20)

    def issue(self, name, subject_alternative="IP:127.0.0.1", validity=("-days", "30")):
        """(certificate file, key file)."""
        certificate, key, request, extensions = (self.path(f"{name}.{kind}") for kind in ("pem", "key", "csr", "ext"))
        with open(extensions, "w", encoding="ascii") as file:
            file.write(f"basicConstraints=CA:FALSE\nsubjectAltName={subject_alternative}\n")
        self.openssl("req", *self.new_key(key), "-subj", f"/CN={name}", "-out", request)
        self.openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.key, "-CAcreateserial",
                     *validity, "-extfile", extensions, "-out", certificate)
        return certificate, key

    def issue_expired(self, name):
        return self.issue(name, validity=("-not_before", "20200101000000Z", "-not_after", "20200201000000Z"))
