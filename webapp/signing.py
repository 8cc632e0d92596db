"""The secret that signs what the links of citations remember: made at the first start, kept beside the index.

Where nothing can be kept, whoever runs the site gives one (TRIPS_SECRET), or links live as long as the process.
"""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from tempfile import NamedTemporaryFile
from typing import Final

_NAME: Final = "secret"
_BYTES: Final = 32


def kept_secret(folder: Path) -> str:
    """The secret of the sites that serve from `folder`; one that nobody has where nothing can be kept there."""
    made = token_hex(_BYTES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Only its owner reads a temporary file. The link appears as a whole, and the first of several processes has it.
        with NamedTemporaryFile("w", dir=folder, prefix=f".{_NAME}-", encoding="ascii") as file:
            file.write(made)
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, folder / _NAME)
        return (folder / _NAME).read_text(encoding="ascii") or made
    except OSError:
        return made
