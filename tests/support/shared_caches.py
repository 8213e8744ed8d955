"""Shared caches that others wrote, in front of a deployed stack: nginx and Varnish.

They are configured as their manuals begin: the URL is the key, and the gateway's headers decide the
rest. Before both, an nginx without a cache compresses as API Gateway does, which adds no Vary.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from local.processes import LOOPBACK, free_port, server

#: Programs by their Debian package.
PROGRAMS: Final = {"nginx-light": "nginx", "varnish": "varnishd"}

#: What a test may look for: HIT if the cache itself answered.
OUTER: Final = "X-Outer"

#: nginx as a cache adds nothing to Age. `proxy_pass_header Date` lets the cache behind it see when
#: a response came.
_NGINX: Final = """\
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_cache_path {folder}/alone levels=1:2 keys_zone=alone:8m;
  proxy_cache_path {folder}/inner levels=1:2 keys_zone=inner:8m;
  server {{
    listen {host}:{compressing};
    gzip on;
    gzip_proxied any;
    gzip_types *;
    gzip_min_length 1024;
    location / {{
      proxy_pass {gateway};
      proxy_pass_header X-Accel-Expires; # API Gateway is no nginx, which would take it
    }}
  }}
  server {{
    listen {host}:{alone};
    location / {{
      proxy_cache alone;
      proxy_pass http://{host}:{compressing};
      add_header {outer} $upstream_cache_status always;
    }}
  }}
  server {{
    listen {host}:{inner};
    location / {{
      proxy_cache inner;
      proxy_pass http://{host}:{compressing};
      proxy_pass_header Date;
      add_header X-Inner $upstream_cache_status always;
    }}
  }}
}}
"""

#: Varnish counts the Age that it gets. The time in an nginx behind it is counted by the Date.
_VARNISH: Final = """\
vcl 4.1;
import std;
backend default {{ .host = "{host}"; .port = "{port}"; }}
sub vcl_backend_response {{
  set beresp.ttl = beresp.ttl - (now - std.time(beresp.http.Date, now));
  set beresp.http.X-Behind = "" + (now - std.time(beresp.http.Date, now)) + "s";
}}
sub vcl_deliver {{
  set resp.http.Age = regsub("" + (obj.age + std.duration(resp.http.X-Behind, 0s)), "[.].*", "");
  unset resp.http.X-Behind;
  set resp.http.X-Outer = "MISS";
  if (obj.hits > 0) {{ set resp.http.X-Outer = "HIT"; }}
}}
"""


class SharedCaches(NamedTuple):
    """The URLs of the caches, each in front of the same gateway."""

    nginx: str
    varnish: str
    varnish_over_nginx: str


def missing() -> list[str]:
    """Return the packages whose program is not installed."""
    return [package for package, program in PROGRAMS.items() if not shutil.which(program)]


@contextlib.contextmanager
def shared_caches(gateway: str, folder: Path) -> Iterator[SharedCaches]:
    """Run nginx and Varnish inside the context, with all their files in `folder`."""
    names = ("compressing", "alone", "inner", "varnish", "over_nginx")
    ports = {name: free_port() for name in names}
    configuration = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # who may read the folder
    configuration.write_text(
        _NGINX.format(
            folder=folder, host=LOOPBACK, gateway=gateway, outer=OUTER, user=user, **ports
        )
    )
    nginx = ["nginx", "-c", str(configuration), "-e", str(folder / "start.log")]
    with contextlib.ExitStack() as running:
        running.enter_context(
            server("nginx", nginx, port=ports["alone"], env=dict(os.environ), log=folder / "nginx")
        )
        for name, behind in (("varnish", "compressing"), ("over_nginx", "inner")):
            running.enter_context(_varnish(name, ports[name], ports[behind], folder))
        urls = (f"http://{LOOPBACK}:{ports[name]}" for name in ("alone", "varnish", "over_nginx"))
        yield SharedCaches(*urls)


@contextlib.contextmanager
def _varnish(name: str, port: int, behind: int, folder: Path) -> Iterator[None]:
    language = folder / f"{name}.vcl"
    language.write_text(_VARNISH.format(host=LOOPBACK, port=behind))
    command = ["varnishd", "-F", "-j", "none", "-n", str(folder / name), "-f", str(language)]
    command += ["-a", f"{LOOPBACK}:{port}", "-T", "none", "-s", "malloc,32m"]
    # By default it serves an answer for ten seconds more while it asks for a new one.
    command += ["-p", "default_grace=0"]
    with server(name, command, port=port, env=dict(os.environ), log=folder / f"{name}.log"):
        yield
