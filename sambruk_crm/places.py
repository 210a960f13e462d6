"""Where things lie: in a checkout beside the package, in an installed wheel within it, with the front end built."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "shipped"

IS_SHIPPED = _SHIPPED.is_dir()
"""This is an installed wheel: nothing is built here, and nothing written."""
ROOT = _SHIPPED if IS_SHIPPED else _PACKAGE.parent
"""Holds rxconfig.py, assets, the migrations, and in a checkout all else."""
WEB = ROOT / ("web" if IS_SHIPPED else ".web")
"""Reflex's folder: the front end and what it is built from."""
STATIC = WEB / "build" / "client"
