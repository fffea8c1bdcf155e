"""The course in JupyterLab and Notebook 7: the extension, its server side, and the way a learner starts it."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "backcraft.lab.server"}]
