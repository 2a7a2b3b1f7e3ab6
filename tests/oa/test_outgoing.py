"""The portal calls listed hosts only, is never led elsewhere, and never waits long."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings

from portal.oa import outgoing


class Listener(BaseHTTPRequestHandler):
    status, asked, location = 204, [], ""

    def do_POST(self):
        type(self).asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
        self.send_response(type(self).status)
        if type(self).location:
            self.send_header("Location", type(self).location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def listener(monkeypatch) -> Iterator[type[Listener]]:
    handler = type("OwnListener", (Listener,), {"asked": [], "status": 204, "location": ""})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        handler.url = f"http://127.0.0.1:{server.server_address[1]}/told?by=portal"
        monkeypatch.setitem(settings.GONGKAI, "OA_PLAIN_HTTP_HOSTS", ["127.0.0.1"])
        yield handler
        server.shutdown()
        thread.join()


def post(url: str, hosts=("127.0.0.1", "oa.example.gov.cn", "localhost", "::1")) -> int:
    return outgoing.post(url, b"{}", {"Content-Type": "application/json"}, hosts)


def test_a_listed_host_is_told(listener):
    assert post(listener.url) == 204
    [(path, body, headers)] = listener.asked
    assert (path, body, headers["Content-Type"]) == ("/told?by=portal", b"{}", "application/json")


def test_a_host_that_isnt_listed_is_not_called(listener):
    with pytest.raises(outgoing.Refused):
        post(listener.url, hosts=["oa.example.gov.cn"])
    assert not listener.asked


def test_a_plain_host_that_isnt_registered_is_not_called(listener, monkeypatch):
    monkeypatch.setitem(settings.GONGKAI, "OA_PLAIN_HTTP_HOSTS", [])
    with pytest.raises(outgoing.Refused):
        post(listener.url)
    assert not listener.asked


@pytest.mark.parametrize(
    "url",
    [
        "ftp://oa.example.gov.cn/", "file:///etc/passwd", "gopher://127.0.0.1/", "//oa.example.gov.cn/", "",
        "https://user:pw@oa.example.gov.cn/", "https://oa.example.gov.cn@evil.example/", "https://evil.example/",
        "https://oa.example.gov.cn.evil.example/", "https:///", "http://oa.example.gov.cn/",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_before_any_look_up(url, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: pytest.fail("it was looked up"))
    with pytest.raises(outgoing.Refused):
        post(url)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "::ffff:127.0.0.1", "fe80::1", "224.0.0.1"]
)
def test_a_listed_name_that_leads_to_this_machine_is_refused(address, monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_arguments: pytest.fail("it was called"))
    with pytest.raises(outgoing.Refused):
        post("https://oa.example.gov.cn/")


def test_the_address_that_was_checked_is_the_one_that_is_called(monkeypatch):
    called, answers = [], iter(["10.1.2.3", "127.0.0.1"])

    def look_up(*_arguments, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 443))]

    def connect(address, *_rest):
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(outgoing.Failed):
        post("https://oa.example.gov.cn/")
    assert called == [("10.1.2.3", 443)]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 500, 503])
def test_what_is_no_success_is_a_failure_and_no_redirect_is_followed(listener, status):
    listener.status, listener.location = status, listener.url.replace("told", "elsewhere")
    with pytest.raises(outgoing.Failed, match=str(status)):
        post(listener.url)
    assert [path for path, _body, _headers in listener.asked] == ["/told?by=portal"]


def test_a_host_that_is_down_is_a_failure(listener):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        with pytest.raises(outgoing.Failed):
            post(f"http://127.0.0.1:{probe.getsockname()[1]}/")


def test_a_host_that_never_answers_is_left_soon(listener, monkeypatch):
    monkeypatch.setattr(outgoing, "SECONDS", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        begun = time.monotonic()
        with pytest.raises(outgoing.Failed):
            post(f"http://127.0.0.1:{silent.getsockname()[1]}/")
    assert time.monotonic() - begun < 3


def dripping(server: socket.socket, stop: threading.Event) -> None:
    """Answer a caller byte by byte, each within the time of one read, and never come to an end."""
    connection, _address = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not stop.wait(0.05):
            try:
                connection.sendall(b"x")
            except OSError:
                return


def test_a_host_that_drips_its_answer_is_left_when_the_time_is_over(listener, monkeypatch):
    monkeypatch.setattr(outgoing, "DEADLINE", 0.5)
    stop = threading.Event()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        thread = threading.Thread(target=dripping, args=(server, stop), daemon=True)
        thread.start()
        watch = threading.Timer(5, stop.set)
        watch.start()
        begun = time.monotonic()
        with pytest.raises(outgoing.Failed):
            post(f"http://127.0.0.1:{server.getsockname()[1]}/")
        took = time.monotonic() - begun
        stop.set()
        watch.cancel()
        thread.join()
    assert took < 3


def test_of_a_long_answer_nothing_but_its_status_is_read(listener, monkeypatch):
    read = []
    monkeypatch.setattr(http.client.HTTPResponse, "read", lambda self, *_size: read.append(1) or b"")
    assert post(listener.url) == 204 and not read
