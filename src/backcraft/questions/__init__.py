"""Questions: a folder a kind, each with its type, its marking and its view.

The kinds are whatever folders are found here, so a new kind is a new folder and nothing else. Another
distribution (or a test) can add kinds of its own by adding a folder to this package's ``__path__``.
"""

from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
