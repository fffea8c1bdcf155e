"""``python -m backcraft`` is the command ``backcraft``."""

import sys

from backcraft.cli import main

sys.exit(main())
