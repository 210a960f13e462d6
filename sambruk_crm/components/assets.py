"""Scripts and styles that lie beside the module of a component."""

import sys
from pathlib import Path

from reflex import constants
from reflex.assets import AssetPathStr, _link_shared_asset, _versioned_asset_path
from reflex_base.environment import EnvironmentVariables


def beside(module: str, name: str) -> AssetPathStr:
    """Return the address of a file beside a module, and link it into the assets of the front end that is built.

    It does what `rx.asset(name, shared=True)` does. That finds the module by reading the source of every frame above
    it, which was half of the time of a start: imports are nested deep.

    Raises:
        FileNotFoundError: there is no such file.
    """
    source = Path(sys.modules[module].__file__ or "").parent / name
    if not source.exists():
        msg = f"File not found: {source}"
        raise FileNotFoundError(msg)
    place = f"{constants.Dirs.EXTERNAL_APP_ASSETS}/{module.replace('.', '/')}"
    if not EnvironmentVariables.REFLEX_BACKEND_ONLY.get():
        folder = Path.cwd() / constants.Dirs.APP_ASSETS / place
        folder.mkdir(parents=True, exist_ok=True)
        _link_shared_asset(folder / name, source)
    return _versioned_asset_path(f"/{place}/{name}", source)
