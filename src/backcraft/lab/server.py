"""The server's side of the extension: gives out view files, and says whether a notebook's folder may run by itself."""

# mypy: disable-error-code="misc, untyped-decorator, attr-defined"

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import to_os_path, url_path_join
from tornado import web

from backcraft.lab import folder
from backcraft.problems import UserError
from backcraft.widgets import views

TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FOREVER = "private, max-age=31536000, immutable"


class ViewsHandler(APIHandler):
    """One view file under the digest of them all; what has a digest in its address never changes.

    An API handler, so that who is not logged in gets a plain refusal and not the page for logging in.
    """

    @web.authenticated
    async def get(self, digest: str, path: str) -> None:
        text = None
        if digest == views.digest():
            text = views.css() if path == "all.css" else views.files().get(path)
        if text is None:
            raise web.HTTPError(404)
        self.set_header("Cache-Control", FOREVER)
        self.finish(text, set_content_type=TYPES[Path(path).suffix])


class FolderHandler(APIHandler):
    """Facts about the folder of one notebook (GET), and a person's word that its lessons may run (POST)."""

    def _folder(self, path: Any) -> Path:
        root = getattr(self.contents_manager, "root_dir", None)
        if not isinstance(path, str) or not root:
            raise web.HTTPError(404)
        try:
            place = Path(to_os_path(path.strip("/"), root)).resolve()
        except web.HTTPError:
            raise
        except (OSError, ValueError) as error:
            raise web.HTTPError(404) from error
        if not place.is_relative_to(Path(root).resolve()):
            raise web.HTTPError(404)
        return place.parent

    async def _answer(self, place: Path) -> None:
        self.finish(msgspec.json.encode(await asyncio.to_thread(folder.facts, place)))

    @web.authenticated
    async def get(self) -> None:
        await self._answer(self._folder(self.get_query_argument("path", "")))

    @web.authenticated
    async def post(self) -> None:
        asked = self.get_json_body() or {}
        place = self._folder(asked.get("path"))
        try:
            folder.accept(place)
        except UserError as error:
            raise web.HTTPError(500, reason=str(error)) from error
        await self._answer(place)


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """Called by jupyter_server when it starts."""
    settings = serverapp.web_app.settings
    base = settings["base_url"]
    serverapp.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, "backcraft", "views", "([0-9a-f]+)", "(.+)"), ViewsHandler),
            (url_path_join(base, "backcraft", "folder"), FolderHandler),
        ],
    )
    # Both JupyterLab and Notebook 7 write this into their pages: the extension and each widget's loader read it there.
    words = {key: text for key, text in views.words().items() if key.startswith("lab.")}
    settings.setdefault("page_config_data", {})["backcraft"] = {"digest": views.digest(), "words": words}
