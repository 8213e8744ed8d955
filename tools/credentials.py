"""Writes Last.fm's API key and shared secret to the SSM parameter store, as SecureStrings.

`python -m tools.credentials --prefix /lastfm-gateway` prompts for both without echo, or reads
them from LASTFM_API_KEY and LASTFM_SHARED_SECRET. They are never arguments, which appear in process
lists and in the shell's history.
"""

import argparse
import os
from getpass import getpass

import boto3

SOURCES = {"api-key": "LASTFM_API_KEY", "shared-secret": "LASTFM_SHARED_SECRET"}


def credential(variable: str) -> str:
    """Return the value of an environment variable, or of a prompt."""
    value = os.environ.get(variable) or getpass(f"{variable}: ")
    if not value.strip():
        raise SystemExit(f"{variable} is empty; nothing was written.")
    return value.strip()


def main() -> None:
    """Write both parameters under the prefix, replacing existing ones."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prefix", required=True, help="the template's CredentialsPrefix")
    prefix = parser.parse_args().prefix.rstrip("/")
    values = {name: credential(variable) for name, variable in SOURCES.items()}
    ssm = boto3.client("ssm")
    for name, value in values.items():
        path = f"{prefix}/{name}"
        ssm.put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)
        print(f"Wrote {path}")


if __name__ == "__main__":
    main()
