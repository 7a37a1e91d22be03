"""The one way out, against real listeners on loopback; only the resolver is a stub."""

import gzip
import itertools
import socket
import ssl
from datetime import timedelta

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from alignment.lib.errors import DomainError
from alignment.lib.outbound import fetching, targets
from alignment.lib.outbound.addresses import read_listed
from alignment.lib.outbound.fetching import fetch
from tests import listening
from tests.conftest import NOW

PUBLIC, OTHER_PUBLIC = "93.184.216.34", "93.184.216.35"
SPELLINGS = (
    *("127.0.0.1", "localhost", "LOCALHOST", "localhost.", "2130706433", "017700000001"),
    *("0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "127.0.1", "0", "0.0.0.0", "0x0", "127.0.0.2"),
    *("127。0。0。1", "１２７.0.0.1", "127%2e0%2e0%2e1", "①②⑦.0.0.1"),
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]"),
    *("[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::ffff:0:127.0.0.1]", "[fe80::1%25lo]"),
    *("169.254.169.254", "[fd00:ec2::254]", "100.64.0.1", "10.0.0.1", "192.168.0.1", "172.16.0.1"),
    *("224.0.0.1", "255.255.255.255", "[ff02::1]", "metadata.google.internal", "own.example.com"),
)


@pytest.fixture
def server(monkeypatch):
    """Listen at a port that would be usual, so that only the address decides."""
    with listening.http_server() as server:
        monkeypatch.setattr(fetching, "USUAL_PORTS", frozenset({80, 443, server.port}))
        server.say("/", "7")
        yield server


@pytest.fixture
def listed(settings):
    """Let the operator list targets."""

    def let(*entries):
        settings.OUTBOUND_ALLOWED = [read_listed(one) for one in entries]

    return let


@pytest.fixture
def resolver(monkeypatch):
    """Answer each question with the next of a host's answers; the last one stays."""
    answers, asked = {}, []
    really = socket.getaddrinfo

    def stub(host, port, *more):
        asked.append(host)
        if host not in answers:
            return really(host, port, *more, flags=socket.AI_NUMERICHOST)
        now = answers[host].pop(0) if len(answers[host]) > 1 else answers[host][0]
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in now]

    monkeypatch.setattr(socket, "getaddrinfo", stub)
    return answers, asked


@pytest.fixture
def connected(monkeypatch):
    """Note where a connection would go, and make none."""
    went = []

    def note(self, host, port, *more, **options):
        went.append((host, port))
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", note)
    return went


def refused(address, **more):
    with pytest.raises(DomainError) as caught:
        fetch(address, **more)
    return caught.value


@pytest.mark.trust("C20")
@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_an_inner_address_is_asked(server, settings, resolver, host):
    settings.SITE_URL = "https://own.example.com"
    inner = {"localhost": ["::1", "127.0.0.1"], "metadata.google.internal": ["169.254.169.254"]}
    resolver[0].update({name: [found] for name, found in inner.items()})
    resolver[0].update({"localhost.": [["127.0.0.1"]], "own.example.com": [[PUBLIC]]})

    error = refused(f"http://{host}:{server.port}/", seconds=2)

    assert error.code in {"unreachable", "not_an_address"}
    assert server.asked == []


def test_without_the_check_the_canary_would_be_reached(server, monkeypatch):
    monkeypatch.setattr(targets, "is_public", lambda _: True)
    monkeypatch.setattr(targets, "_is_own", lambda _: False)

    assert fetch(f"http://127.1:{server.port}/").body == b"7"
    assert len(server.asked) == 1


def test_its_own_name_is_not_asked_even_where_it_is_public(settings, resolver, connected):
    settings.SITE_URL = "https://own.example.com"
    resolver[0].update({"own.example.com": [[PUBLIC]], "example.com": [[PUBLIC]]})

    refused("https://own.example.com/")
    refused("https://example.com/")

    assert connected == [(PUBLIC, 443)]


@pytest.mark.trust("C21")
def test_the_resolver_is_asked_once_and_only_its_answer_is_connected_to(resolver, connected):
    answers, asked = resolver
    answers["rebinding.example"] = [[PUBLIC], ["127.0.0.1"]]

    refused("http://rebinding.example/")

    assert connected == [(PUBLIC, 80)]
    assert asked == ["rebinding.example"]


@pytest.mark.trust("C21")
@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "::1", "::ffff:10.0.0.1"])
def test_one_inner_address_among_public_ones_refuses_all(resolver, connected, inner):
    resolver[0]["both.example"] = [[PUBLIC, inner]]

    refused("http://both.example/")

    assert connected == []


def test_the_next_address_is_tried_where_one_does_not_answer(resolver, connected):
    resolver[0]["two.example"] = [[PUBLIC, OTHER_PUBLIC, PUBLIC]]

    refused("https://two.example:8443/")

    assert connected == [(PUBLIC, 8443), (OTHER_PUBLIC, 8443)]


@pytest.mark.trust("C22")
@pytest.mark.parametrize("check", ["resolve", "is_public", "_is_listed", "_is_own"])
@pytest.mark.parametrize("error", [ValueError, OSError, TypeError, KeyError, DomainError("x", "y")])
def test_a_check_that_breaks_lets_nothing_through(server, monkeypatch, check, error):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr(targets, "is_public", lambda _: True)
    monkeypatch.setattr(targets, "_is_own", lambda _: False)
    monkeypatch.setattr(targets, check, broken)

    with pytest.raises((ValueError, OSError, TypeError, KeyError, DomainError)):
        fetch(f"{server.address}/")

    assert server.asked == []


@pytest.mark.trust("C23")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_it_is_sent_on_to_nobody(server, listed, status):
    listed(f"127.0.0.1:{server.port}")
    with listening.http_server() as other:
        address = server.say("/moved", "", status, Location=f"{other.address}/")

        error = refused(address, secret={"Authorization": "Bearer canary"})

        assert error.code == "moved"
        assert other.asked == []
    assert [path for path, _ in server.asked] == ["/moved"]


@pytest.mark.trust("C24")
@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "gopher://a.example/", "ftp://a.example/", "unix:/run/x.sock"),
        *("http+unix://%2Frun%2Fx.sock/", "//a.example/", "a.example", "", "http://", "http:///x"),
        *("http://a.example/\r\nX: y", "http://a.example/ x", "http://a.example\\@b.example/"),
        *("http://me:secret@a.example/", "http://me@a.example/", f"http://a.example/{'x' * 4000}"),
        *("http://a.example:99999/", "http://[::1/", "http://a.example:x/", "http://exa$mple/"),
    ],
)
def test_what_is_no_plain_address_of_the_web_is_refused(connected, address):
    assert refused(address).code == "not_an_address"
    assert connected == []


@pytest.mark.trust("C24")
@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 11211, 1])
def test_a_port_of_other_protocols_is_not_asked(resolver, connected, port):
    resolver[0]["a.example"] = [[PUBLIC]]

    assert refused(f"http://a.example:{port}/").code == "unreachable"
    assert connected == []


@pytest.mark.trust("C24")
@pytest.mark.parametrize(
    "secret",
    [{"X-Key": "a\r\nHost: b"}, {"X Key": "a"}, {"Host": "b.example"}, {"X-Key": "ü"}, {"": "a"}],
)
def test_a_header_that_would_say_more_is_refused(server, listed, secret):
    listed(f"127.0.0.1:{server.port}")

    assert refused(f"{server.address}/", secret=secret).code == "not_a_header"
    assert server.asked == []


@pytest.mark.trust("C25")
def test_whatever_keeps_from_an_address_is_said_in_one_sentence(server, listed, resolver):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        closed = gone.getsockname()[1]
    with listening.raw_server(lambda one: one.sendall(b"SSH-2.0-x\r\n")) as ssh:
        listed(f"127.0.0.1:{closed}", f"127.0.0.1:{ssh.port}")
        said = {
            refused(address).sentence
            for address in (
                f"http://127.0.0.1:{closed}/",
                f"http://127.0.0.1:{ssh.port}/",
                f"{server.address}/",
                "http://nowhere.invalid/",
                "http://10.0.0.1/",
            )
        }

    assert said == {targets.UNREACHABLE}


@pytest.mark.trust("C26")
def test_what_the_operator_lists_is_asked_and_its_neighbour_is_not(server, listed, resolver):
    resolver[0]["prometheus.internal"] = [["127.0.0.1"]]
    listed(f"prometheus.internal:{server.port}", "10.0.0.0/8:9090")

    answer = fetch(f"http://prometheus.internal:{server.port}/")

    assert answer.body == b"7"
    assert server.asked[0][1]["Host"] == f"prometheus.internal:{server.port}"
    with listening.http_server() as neighbour:
        refused(f"http://prometheus.internal:{neighbour.port}/")
        refused(f"http://127.0.0.1:{server.port}/")
        assert neighbour.asked == []
    assert len(server.asked) == 1


@pytest.mark.trust("C26")
def test_a_network_opens_its_addresses_at_its_port(server, listed):
    listed(f"127.0.0.0/8:{server.port}")

    assert fetch(f"http://127.1:{server.port}/").body == b"7"


@pytest.mark.parametrize("inner", ["169.254.169.254", "224.0.0.1", "0.0.0.0"])
def test_a_listed_name_opens_no_address_that_is_nobodys_own(listed, resolver, connected, inner):
    resolver[0]["prometheus.internal"] = [[inner]]
    listed("prometheus.internal:9090")

    refused("http://prometheus.internal:9090/")

    assert connected == []


def test_a_secret_travels_in_the_open_only_to_where_the_operator_lists(
    server, listed, resolver, connected
):
    resolver[0]["a.example"] = [[PUBLIC]]

    assert refused("http://a.example/", secret={"X-Key": "canary"}).code == "in_the_open"
    assert connected == []


def test_a_secret_is_sent_along(server, listed):
    listed(f"127.0.0.1:{server.port}")

    fetch(f"{server.address}/?a=b#part", secret={"X-Key": "canary"})

    path, headers = server.asked[0]
    assert path == "/?a=b"
    assert headers["X-Key"] == "canary"


@pytest.mark.trust("C28")
@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 403, 404, 500, 503])
def test_an_answer_that_is_none_is_told_apart_from_a_value(server, listed, status):
    listed(f"127.0.0.1:{server.port}")

    assert refused(server.say("/x", "", status)).code in {"locked", "not_answered"}


@pytest.mark.trust("C28")
@pytest.mark.parametrize("told", [True, False])
def test_a_body_beyond_the_cap_is_not_read_to_its_end(listed, told):
    sent = []

    def talk(one):
        one.recv(4096)
        one.sendall(b"HTTP/1.1 200 OK\r\n" + (b"Content-Length: 10000000000\r\n" * told) + b"\r\n")
        while True:
            sent.append(one.send(b"x" * 65536))

    with listening.raw_server(talk) as flood:
        listed(f"127.0.0.1:{flood.port}")

        assert refused(f"{flood.address}/", most_bytes=100_000).code == "too_large"
    assert sum(sent) < 50_000_000


@pytest.mark.trust("C28")
@pytest.mark.parametrize("length", ["9" * 400, "1000001"])
def test_a_length_beyond_the_cap_is_believed(server, listed, length):
    listed(f"127.0.0.1:{server.port}")
    headers = {"Content-Length": length}

    assert refused(server.say("/x", "", 200, **headers)).code in {"too_large", "unreachable"}


@pytest.mark.trust("C28")
def test_what_is_packed_is_not_unpacked(server, listed):
    listed(f"127.0.0.1:{server.port}")
    server.answers["/x"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 10_000_000))

    assert refused(f"{server.address}/x").code == "compressed"
    assert server.asked[0][1]["Accept-Encoding"] == "identity"


@pytest.mark.trust("C28")
@pytest.mark.parametrize("begun", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_one_that_dribbles_is_left_when_the_time_is_over(listed, monkeypatch, begun):
    clock = itertools.count()
    monkeypatch.setattr(fetching, "monotonic", lambda: float(next(clock)))

    def talk(one):
        one.recv(4096)
        one.sendall(begun)
        while True:
            one.sendall(b"x")

    with listening.raw_server(talk) as slow:
        listed(f"127.0.0.1:{slow.port}")

        assert refused(f"{slow.address}/", seconds=8).code == "unreachable"


@pytest.mark.trust("C28")
def test_one_that_never_answers_is_left(listed):
    with listening.raw_server(lambda one: one.recv(1 << 20) and one.recv(1)) as silent:
        listed(f"127.0.0.1:{silent.port}")

        assert refused(f"{silent.address}/", seconds=0.2).code == "unreachable"


@pytest.mark.trust("C28")
def test_a_resolver_that_never_answers_is_left(monkeypatch, connected):
    waiting = targets.Queue()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: waiting.get() or [])

    assert refused("http://a.example/", seconds=0.05).code == "unreachable"
    waiting.put(None)


def certificate(name):
    """Return a key and a certificate that nobody but itself vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(who, who, key.public_key(), 7)
    builder = builder.not_valid_before(NOW - timedelta(days=9999))
    builder = builder.not_valid_after(NOW + timedelta(days=99999))
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    return (
        key.private_bytes(serialization.Encoding.PEM, form, plain),
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM),
    )


@pytest.mark.trust("C28")
@pytest.mark.parametrize(
    ("name", "is_trusted"),
    [("metrics.example", True), ("metrics.example", False), ("other.example", True)],
)
def test_a_certificate_is_checked_for_the_name_that_was_asked(
    listed, resolver, monkeypatch, tmp_path, name, is_trusted
):
    (tmp_path / "both.pem").write_bytes(b"".join(certificate(name)))
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(tmp_path / "both.pem")
    if is_trusted:
        trusting = ssl.create_default_context(cafile=tmp_path / "both.pem")
        monkeypatch.setattr(fetching, "_trusted", lambda: trusting)
    named = []
    ours.sni_callback = lambda _, asked, __: named.append(asked)

    def talk(one):
        with ours.wrap_socket(one, server_side=True) as secured:
            secured.recv(4096)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n7")

    with listening.raw_server(talk) as server:
        resolver[0]["metrics.example"] = [["127.0.0.1"]]
        listed(f"metrics.example:{server.port}")
        address = f"https://metrics.example:{server.port}/"

        if is_trusted and name == "metrics.example":
            assert fetch(address, secret={"X-Key": "canary"}).body == b"7"
        else:
            assert refused(address).code == "unreachable"
    assert named == ["metrics.example"]
