"""A certificate for 127.0.0.1 that nobody else trusts, made by the `openssl` command."""

import os
import shutil
import ssl
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest


class Certificate(NamedTuple):
    """`file` is what a client needs to trust it, `context` what a server speaks TLS with."""

    file: Path
    context: ssl.SSLContext


def make_certificate(folder: Path, name: str = "server", address: str = "IP:127.0.0.1") -> Certificate:
    """Self-signed, for `address`; skips the test where there is no `openssl`, never in CI."""
    openssl = shutil.which("openssl")
    if not openssl:
        missing = "'openssl' is missing: it makes certificates for tests (Debian: 'apt-get install openssl')."
        if os.environ.get("CI"):
            pytest.fail(missing, pytrace=False)
        pytest.skip(missing)
    key, file = folder / f"{name}.key", folder / f"{name}.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=trips-test".split()
    files = ["-keyout", str(key), "-out", str(file), "-addext", f"subjectAltName={address}"]
    subprocess.run([openssl, *made, *files], check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return Certificate(file, context)
