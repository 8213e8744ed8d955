"""Writes all OpenAPI documents: `python -m tools.openapi`."""

from tools.openapi.files import FILES

for path, make in FILES.items():
    path.write_text(make(), encoding="utf-8")
    print(f"Wrote {path.name} ({path.parent.name})")
