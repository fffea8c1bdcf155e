"""Serves a harness page, the views and a theme of JupyterLab on loopback."""

from __future__ import annotations

import json
import sys
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from backcraft.widgets import views

HARNESS = Path(__file__).parent / "views" / "harness.html"
THEMES = Path(sys.prefix) / "share" / "jupyter" / "lab" / "themes" / "@jupyterlab"
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}


class Site(ThreadingHTTPServer):
    """Serves the views, a theme of JupyterLab and the harness on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler))
        self.theme = "theme-light-extension"
        self.traits: dict[str, str] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def body(self, path: str) -> str | None:
        if path == "/":
            return HARNESS.read_text("utf-8")
        if path == "/theme.css":
            return (THEMES / self.theme / "index.css").read_text("utf-8") if self.theme else ""
        if path == "/model.json":
            light = "dark" not in self.theme if self.theme else None
            return json.dumps({**self.traits, "light": light})
        if path == "/views/all.css":
            return views.css()
        return views.files().get(path.removeprefix("/views/"))


class Handler(BaseHTTPRequestHandler):
    """Answers GET for :class:`Site`."""

    server: Site

    def do_GET(self) -> None:
        body = self.server.body(self.path)
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", TYPES.get(Path(self.path).suffix, "text/html") + "; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write((body or "").encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""
