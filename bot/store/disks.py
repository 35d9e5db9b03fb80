"""Which kind of disk a file lies on, as far as this system tells."""

import re
from pathlib import Path
from typing import Final

SHARED: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "beegfs"}
    | {"fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse", "fuse.rclone", "fuse.glusterfs", "fuse.ceph-fuse"}
)
"""Disks that several machines share."""

MOUNTS: Final = Path("/proc/self/mountinfo")


def kind_of(path: Path, mounts: Path = MOUNTS) -> str:
    """Return the file system's name, as in "ext4"; empty where the system does not say."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    places = [_mounted(line) for line in lines]
    resolved = path.absolute().resolve()
    within = [
        (len(place.parts), number, kind)
        for number, (place, kind) in enumerate(places)
        if resolved.is_relative_to(place)
    ]
    return max(within)[2] if within else ""


def _mounted(line: str) -> tuple[Path, str]:
    """Return where a line of mountinfo says that something is mounted, and of which kind."""
    before, _, after = line.partition(" - ")
    place = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), before.split(" ")[4])
    return Path(place), after.split(" ")[0]
