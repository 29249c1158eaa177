"""Folders of files for tests, written from a dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def grow(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write each file below `folder`, which is given back."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def package(folder: Path, name: str, *modules: str) -> Path:
    """Write a regular package with empty modules, and give back its folder."""
    grow(folder, {f"{name}/__init__.py": "", **{f"{name}/{module}.py": "" for module in modules}})
    return folder / name


def install(site: Path, name: str, files: Mapping[str, str | bytes], **metadata: str) -> Path:
    """Write a distribution as pip would: files, METADATA and RECORD; further files by keyword
    (`top_level="…"` becomes top_level.txt, `record=""` replaces RECORD)."""
    grow(site, files)
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    extra = metadata.pop("requires", "")
    grow(info, {"METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{extra}"})
    record = "".join(f"{path},,\n" for path in files) + f"{info.name}/METADATA,,\n"
    grow(info, {"RECORD": metadata.pop("record", record)})
    for key, content in metadata.items():
        grow(info, {_FILES[key]: content})
    return info


_FILES = {"top_level": "top_level.txt", "direct_url": "direct_url.json"}
