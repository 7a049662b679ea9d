"""Room: assets. Brings the typefaces and the chart script into assets/vendor/, by pinned version and integrity.

`python assets/fetch.py`; it leaves assets/vendor/.fetched, for make. Nothing of it is
committed. Where npm is missing the pages fall back to the reader's own typefaces, and the
interactive chart to the script that comes with Dash; the command says so and ends well.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

LOG = logging.getLogger("delivery_plan.assets")
VENDOR = Path(__file__).resolve().parent / "vendor"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: what is taken from it, under which name it is kept, and its licence."""

    name: str
    version: str
    integrity: str
    licence: str
    files: tuple[tuple[str, str], ...]


def _faces(family: str, *styles: str) -> tuple[tuple[str, str], ...]:
    return tuple((f"files/{family}-latin-{style}.woff2", f"{family}-{style}.woff2") for style in styles)


#: the chart script is the version of plotly.js inside the plotly that requirements.lock names
PACKAGES = (
    Package(
        "@fontsource/source-serif-4",
        "5.3.1",
        "sha512-cWcTCXjYYrgF9A67fThVir1VSc0lPEYmwQ6jA4pPt01s2MSCi/maINUcZoCzaqnU8fyUReDO97eGcBUkHgOeug==",
        "OFL-1.1",
        (*_faces("source-serif-4", "600-normal"), ("LICENSE", "source-serif-4.LICENSE")),
    ),
    Package(
        "@fontsource/source-sans-3",
        "5.3.1",
        "sha512-O3YxvbotUOgYI2Zx0bBcEMNjnwitRf9P2+9pd54sMoux1NHrdXnMwZusw2P78lFhEzOPN4glOEQmX0ASaS68uA==",
        "OFL-1.1",
        (*_faces("source-sans-3", "400-normal", "600-normal"), ("LICENSE", "source-sans-3.LICENSE")),
    ),
    Package(
        "plotly.js-basic-dist-min",
        "4.1.1",
        "sha512-1oNF8PeQx2hv/y7tqEVWKD3JGwn/MGEMQ8mL9HUwsaqG9FGy/OU5FHUHvzqbqxN4mnwZGI9abTiE775C4kkjMQ==",
        "MIT",
        (("plotly-basic.min.js", "plotly-basic.min.js"), ("LICENSE", "plotly-basic.LICENSE")),
    ),
)


class MismatchError(Exception):
    """A package that is not the one that was pinned."""


def matches(content: bytes, integrity: str) -> bool:
    """Whether `content` has the digest of an npm integrity string ("sha512-<base64>")."""
    algorithm, _, digest = integrity.partition("-")
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode() == digest


def fetched(package: Package, folder: Path, into: Path) -> None:
    """One package, packed by npm into `folder`, checked, and its files copied `into`; MismatchError where the digest differs."""
    spec = f"{package.name}@{package.version}"
    packed = subprocess.run(  # noqa: S603 - fixed arguments, no shell
        [str(shutil.which("npm")), "pack", spec, "--silent", "--pack-destination", str(folder)], check=True, capture_output=True, text=True
    )
    archive = folder / packed.stdout.strip().splitlines()[-1]
    if not matches(archive.read_bytes(), package.integrity):
        raise MismatchError(
            f"{spec}: the archive does not have the pinned digest. Nothing of it was kept. Check the version in assets/fetch.py."
        )
    with tarfile.open(archive) as bundle:
        for inside, kept in package.files:
            member = bundle.extractfile(f"package/{inside}")
            if member is None:
                raise MismatchError(f"{spec}: holds no file {inside}. Expected the layout of the pinned version.")
            (into / kept).write_bytes(member.read())


def main() -> int:
    """Fetch what is not there yet; 0 also where npm or the registry cannot be had, as the pages do without."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    VENDOR.mkdir(exist_ok=True)
    done = VENDOR / ".fetched"
    missing = [p for p in PACKAGES if not all((VENDOR / kept).is_file() for _, kept in p.files)]
    if not missing:
        done.touch()
        return 0
    if shutil.which("npm") is None:
        LOG.warning("npm is not installed: the pages use the reader's own typefaces and Dash's own chart script.")
        done.touch()
        return 0
    for package in missing:
        with tempfile.TemporaryDirectory() as folder:
            try:
                fetched(package, Path(folder), VENDOR)
            except (subprocess.CalledProcessError, MismatchError, tarfile.TarError, KeyError) as error:
                LOG.warning("%s %s could not be fetched, the pages do without it: %s", package.name, package.version, error)
            else:
                LOG.info("%s %s (%s)", package.name, package.version, package.licence)
    done.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
