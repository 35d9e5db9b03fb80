"""A database on a disk that several machines share is refused, before anything is written there."""

from pathlib import Path

import pytest

from bot.store import disks
from bot.store.errors import StoreError
from bot.store.sqlite import open_store

MOUNTS = r"""
24 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 24 0:27 / /srv/shared\040data rw - nfs4 server:/export rw
32 24 0:28 / /srv/shared\040data/local rw shared:5 - xfs /dev/vdb rw
""".strip()


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    """What a system says of its disks."""
    path = tmp_path / "mountinfo"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/x.db", "ext4"),
        ("/srv/shared data/x.db", "nfs4"),
        ("/srv/shared data/local/x.db", "xfs"),
        ("/srv/shared", "ext4"),
    ],
)
def test_the_innermost_mount_counts(mounts: Path, path: str, kind: str) -> None:
    """A file lies on the disk that is mounted nearest above it."""
    assert disks.kind_of(Path(path), mounts) == kind


def test_a_system_that_does_not_say(tmp_path: Path) -> None:
    """Where the system does not tell its disks, nothing is claimed."""
    assert disks.kind_of(tmp_path, tmp_path / "missing") == ""
    (tmp_path / "empty").touch()
    assert disks.kind_of(tmp_path, tmp_path / "empty") == ""


def test_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence names the disk and the way out, and no file is made."""
    monkeypatch.setattr(disks, "kind_of", lambda _: "nfs4")
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{tmp_path / 'x.db'}")
    assert caught.value.reason == "network"
    assert "nfs4" in str(caught.value)
    assert "on a disk of this machine" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
