"""Reading from elsewhere: capped, timed, and never from where nobody sent it."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from bot import fetch
from bot.fetch import Base, FetchError
from tests.bot.stub_server import Answer, serving


def test_a_small_answer_is_read() -> None:
    """What stands at a path comes back, as long as it is within the limit."""
    with serving({"/v3/aws/version": Answer(b"20261120-1")}) as stub:
        assert Base(f"{stub.url}/v3", trusted=True).get("aws/version", limit=10) == b"20261120-1"


@pytest.mark.parametrize("length", [None, 10**12])
def test_a_large_answer_is_given_up(length: int | None) -> None:
    """One byte over the limit ends the reading, whatever length was claimed."""
    with (
        serving({"/x": Answer(b"12345678901", length=length)}) as stub,
        pytest.raises(FetchError, match="larger than 10 bytes"),
    ):
        Base(stub.url, trusted=True).get("x", limit=10)


def test_a_file_is_read_with_the_same_cap(tmp_path: Path) -> None:
    """A base may be a folder; a missing file is not found."""
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "version").write_bytes(b"12345")
    base = Base(f"{tmp_path.as_uri()}/a%20b", trusted=True)
    assert base.get("version", limit=5) == b"12345"
    with pytest.raises(FetchError, match="larger than 4 bytes"):
        base.get("version", limit=4)
    with pytest.raises(FetchError, match="nothing is not in") as missing:
        base.get("nothing", limit=4)
    assert missing.value.status == 404


def test_a_refusal_keeps_its_status() -> None:
    """The server's status tells the caller what it was."""
    with serving({"/x": Answer(status=403)}) as stub, pytest.raises(FetchError) as refused:
        Base(stub.url, trusted=True).get("x", limit=10)
    assert (str(refused.value), refused.value.status) == ("127.0.0.1 answered 403 for x", 403)


def test_a_redirect_on_the_same_host_is_followed() -> None:
    """A file may have moved within its host."""
    with serving({"/old": Answer(status=302, headers={"Location": "/new"}), "/new": Answer(b"here")}) as stub:
        assert Base(stub.url, trusted=True).get("old", limit=10) == b"here"


@pytest.mark.parametrize(
    "target",
    ["http://169.254.169.254/latest/meta-data", "https://127.0.0.1/", "file:///etc/passwd", "//x.example/"],
)
def test_a_redirect_elsewhere_is_not_followed(target: str) -> None:
    """Whoever controls an answer cannot send the bot to another host, or to a file of the machine."""
    with (
        serving({"/old": Answer(status=302, headers={"Location": target})}) as stub,
        pytest.raises(FetchError),
    ):
        Base(stub.url, trusted=True).get("old", limit=10_000)
    assert stub.asked == ["/old"]


def test_a_redirect_without_end_is_given_up() -> None:
    """A loop is one failure, not many requests."""
    with (
        serving(
            {
                "/x": Answer(status=302, headers={"Location": "/x?"}),
                "/x?": Answer(status=302, headers={"Location": "/x?"}),
            }
        ) as stub,
        pytest.raises(FetchError),
    ):
        Base(stub.url, trusted=True).get("x", limit=10)
    assert len(stub.asked) <= 6


def test_a_public_name_that_leads_to_a_private_address_is_refused() -> None:
    """The address connected to counts, not the name: nothing is sent to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(FetchError, match=r"it leads to the private address 127\.0\.0\.1"):
            Base(f"https://localhost:{port}", trusted=False).get("x", limit=10)
        connection, _ = server.accept()
        with connection:
            assert connection.recv(10) == b""


def test_a_public_address_is_spoken_to() -> None:
    """A connection to an address that everybody can reach is kept."""

    class Public(socket.socket):
        def getpeername(self) -> tuple[str, int]:
            return "8.8.8.8", 443

    with Public() as opened:
        assert fetch._connected(lambda *_: opened, ("prices.example", 443)) is opened


def test_a_base_an_operator_chose_may_be_private(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is spoken to (here it does not speak TLS), and what failed is told."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            connection.sendall(b"no TLS here\r\n\r\n")
            connection.close()

        thread = Thread(target=refuse)
        thread.start()
        with pytest.raises(FetchError, match="localhost could not be read"):
            Base(f"https://localhost:{server.getsockname()[1]}", trusted=True).get("x", limit=10)
        thread.join()


def test_a_public_base_is_reached_through_the_proxy_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator's proxy has a private address, and is asked to connect to the public host."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        asked: list[bytes] = []

        def refuse() -> None:
            connection, _ = proxy.accept()
            asked.append(connection.recv(1000))
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            connection.close()

        thread = Thread(target=refuse)
        thread.start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        with pytest.raises(FetchError, match=r"prices\.example could not be read"):
            Base("https://prices.example", trusted=False).get("x", limit=10)
        thread.join()
    assert asked[0].startswith(b"CONNECT prices.example:443")


def test_a_silent_server_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that accepts and says nothing costs the time limit, and no more."""
    monkeypatch.setattr(fetch, "SOCKET_S", 0.05)
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        pytest.raises(FetchError, match="could not be read"),
    ):
        Base(f"http://127.0.0.1:{server.getsockname()[1]}", trusted=True).get("x", limit=10)


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole answer has a time limit of its own."""
    monkeypatch.setattr(fetch, "WHOLE_S", -1.0)
    with serving({"/x": Answer(b"slow")}) as stub, pytest.raises(FetchError, match="it took longer than"):
        Base(stub.url, trusted=True).get("x", limit=10)


def test_headers_are_sent_and_not_shown() -> None:
    """A token travels to the base, and stays out of what is printed."""
    with serving({"/x": Answer(b"")}) as stub:
        base = Base(stub.url, trusted=True, headers={"Authorization": "Bearer canary"})
        base.get("x", limit=10)
    assert stub.tokens == ["Bearer canary"]
    assert "canary" not in repr(base)
