"""Writes Last.fm's API key and shared secret to the SSM parameter store, as SecureStrings.

`python -m tools.credentials --prefix /lastfm-gateway` prompts for both without echo, or reads
them from LASTFM_API_KEY and LASTFM_SHARED_SECRET. They are never arguments, which appear in process
lists and in the shell's history. `--pair sign-in` writes a second pair, which users sign in with,
from LASTFM_SIGN_IN_API_KEY and LASTFM_SIGN_IN_SHARED_SECRET.
"""

import argparse
import os
from getpass import getpass

import boto3

#: The variables of each pair, by parameter. A second pair's key comes last: it turns the pair on.
SOURCES = {
    "reading": {"api-key": "LASTFM_API_KEY", "shared-secret": "LASTFM_SHARED_SECRET"},
    "sign-in": {
        "sign-in-shared-secret": "LASTFM_SIGN_IN_SHARED_SECRET",
        "sign-in-api-key": "LASTFM_SIGN_IN_API_KEY",
    },
}


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
    parser.add_argument("--pair", choices=SOURCES, default="reading")
    arguments = parser.parse_args()
    prefix = arguments.prefix.rstrip("/")
    sources = SOURCES[arguments.pair]
    values = {name: credential(variable) for name, variable in sources.items()}
    ssm = boto3.client("ssm")
    for name, value in values.items():
        path = f"{prefix}/{name}"
        ssm.put_parameter(Name=path, Value=value, Type="SecureString", Overwrite=True)
        print(f"Wrote {path}")


if __name__ == "__main__":
    main()
