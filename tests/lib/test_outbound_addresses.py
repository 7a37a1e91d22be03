from ipaddress import ip_address, ip_network

import pytest

from alignment.lib.outbound.addresses import Listed, is_public, read_address, read_listed

PUBLIC = ("93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1")
NOT_PUBLIC = (
    *("127.0.0.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("192.88.99.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1"),
    *("::93.184.216.34", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"),
    *("2001::1", "2001:0:7f00:1::", "2001:db8::1", "3fff::1", "fc00::1", "fd00::1", "fe80::1"),
    *("fe80::1%1", "fec0::1", "ff02::1", "100::1", "5f00::1", "2001:10::1"),
)


@pytest.mark.trust("C20")
@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_an_address_that_is_not_one_machine_of_the_internet_is_not_public(text):
    assert not is_public(read_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_of_the_internet_is_public_however_it_is_wrapped(text):
    assert is_public(read_address(text))


def test_a_mapped_address_is_the_one_inside():
    assert read_address("::ffff:10.1.2.3") == ip_address("10.1.2.3")


def test_the_operator_lists_hosts_and_networks_with_a_port():
    listed = [read_listed(one) for one in ("Prom.internal:9090", "10.0.0.0/8:9090", "[fd00::/8]:1")]

    assert listed == [
        Listed("prom.internal", None, 9090),
        Listed("", ip_network("10.0.0.0/8"), 9090),
        Listed("", ip_network("fd00::/8"), 1),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "prom", "prom:", "prom:0", "prom:65536", "*:80", "10.0.0.1/8:80", "::1:80", "a b:80"],
)
def test_an_entry_that_opens_who_knows_what_is_refused(text):
    with pytest.raises(ValueError, match=r"[“/]"):
        read_listed(text)
