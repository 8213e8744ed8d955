"""Runs nginx's proxy cache straight before Last.fm, configured as its documentation advises."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.processes import LOOPBACK, free_port, server

#: Callers without a key get the deployment's, as the gateway does it. One miss in flight for a key;
#: stale answers while a new one is fetched and while Last.fm fails. Identity encoding from Last.fm:
#: nginx would store whichever encoding the first caller accepts. No access log: it would cost time.
_CONFIGURATION: Final = """
daemon off;
worker_processes 1;
user {user} {group};
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_cache_path {folder}/cache levels=1:2 keys_zone=lastfm:10m max_size=1g inactive=7d
                   use_temp_path=off;
  map $arg_api_key $query {{ "" "$args&api_key={api_key}"; default $args; }}
  upstream lastfm {{ server {upstream}; keepalive 32; }}
  server {{
    listen {host}:{port} backlog=512;
    keepalive_requests 1000000;
    location = /2.0/ {{
      proxy_pass http://lastfm/2.0/?$query;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Accept-Encoding "";
      proxy_read_timeout 8s;
      proxy_cache lastfm;
      proxy_cache_key $request_uri;
      proxy_cache_valid 200 {valid};
      proxy_cache_lock on;
      proxy_cache_lock_timeout 10s;
      proxy_cache_lock_age 10s;
      proxy_cache_background_update on;
      proxy_cache_use_stale updating error timeout invalid_header
                            http_429 http_500 http_502 http_503 http_504;
    }}
  }}
}}
"""


def version() -> str | None:
    """Return the version of the installed nginx, such as `1.22.1`; None if there is none."""
    program = _program()
    if program is None:
        return None
    shown = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    return shown.strip().rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class NginxProcess:
    """A running nginx: where it listens, its folder, and its master process."""

    port: int
    folder: Path
    master: int

    def worker_seconds(self) -> float:
        """Return the processor time of the worker so far, in seconds."""
        children = Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()
        used = [Path(f"/proc/{child}/schedstat").read_text().split()[0] for child in children]
        return sum(map(int, used)) / 1e9


@contextmanager
def nginx(upstream: str, api_key: str, valid: str) -> Iterator[NginxProcess]:
    """Run nginx on a free port before `upstream` (host:port), inside the context.

    `valid`: how long an answer with status 200 is fresh, such as `1h`.
    """
    program = _program()
    if program is None:
        raise RuntimeError("nginx is not installed")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        configuration = _CONFIGURATION.format(
            user=pwd.getpwuid(os.getuid()).pw_name,
            group=grp.getgrgid(os.getgid()).gr_name,
            folder=folder,
            host=LOOPBACK,
            port=port,
            upstream=upstream,
            api_key=api_key,
            valid=valid,
        )
        (folder / "nginx.conf").write_text(configuration)
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        with server("nginx", command, port=port, env={}, log=folder / "output.log") as process:
            yield NginxProcess(port, folder, process.pid)


def _program() -> str | None:
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
