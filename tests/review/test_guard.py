"""Whom the review server answers, and what it refuses: other hosts, forms that are not ours, tags in texts."""

from __future__ import annotations

import pytest

from tests.review.conftest import BOX, HOSTILE


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.2", "", "[::1]"])
def test_another_host_is_not_answered(review, host):
    assert review.client.get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:1", "localhost"])
def test_this_machine_is_answered(review, host):
    assert review.client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("token", [None, "", "x", "é"])
def test_a_form_that_is_not_ours_writes_nothing(review, token):
    said = {"role": "tag"} | ({} if token is None else {"token": token})
    for action in ("rule", "case"):
        assert review.client.post(f"{review.line(BOX)}/{action}", data=said).status_code == 403
    assert not review.rules.parent.exists()


BAD = {
    "no such role": {"role": "owner"},
    "blank is no decision": {"role": "blank"},
    "no role": {},
}


@pytest.mark.parametrize("said", BAD.values(), ids=BAD)
def test_a_form_that_says_nonsense_writes_nothing(review, said):
    answer = review.client.post(f"{review.line(BOX)}/rule", data={"token": review.token(), **said})
    assert answer.status_code == 400
    assert not review.rules.exists()


def test_a_form_that_is_too_large_or_unreadable_is_refused(review):
    address = f"{review.line(BOX)}/rule"
    assert review.client.post(address, content=b"a" * (2 << 20)).status_code == 413
    assert review.client.post(address, content="ä=ö".encode()).status_code == 400
    assert review.client.post(address, content=b"&".join([b"a=b"] * 99)).status_code == 400


NOWHERE = (
    "/documents/../../etc/passwd", "/documents/%2e%2e%2fetc%2fpasswd", "/documents/" + "0" * 24,
    "/documents/north%2F0.txt",
    "/lines/" + "0" * 24 + "/1/1", "/lines/x/1/1", "/.store/current", "/report.html", "/rules/sites/north.toml",
)  # fmt: skip


@pytest.mark.parametrize("address", NOWHERE)
def test_nothing_but_documents_of_the_store_is_shown(review, address):
    assert review.client.get(address).status_code == 404


def test_a_blank_line_and_a_line_that_is_not_there_are_no_pages(review):
    address = review.line(BOX).rsplit("/", 2)[0]
    assert review.client.get(f"{address}/4/1").status_code == 404
    assert review.client.get(f"{address}/999/1").status_code == 404


@pytest.mark.parametrize("address", ["/", "/queue", "/decided", "/nowhere", "line", "sheet"])
def test_every_answer_says_what_a_browser_may_do(review, address):
    line = review.line(BOX)
    address = {"line": line, "sheet": "/documents/" + line.split("/")[2]}.get(address, address)
    headers = review.client.get(address).headers
    said = headers["content-security-policy"]
    assert said.startswith("default-src 'none'")
    assert said.endswith("frame-ancestors 'none'")
    assert "unsafe" not in said
    assert "http" not in said
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_page_that_shows_hostile_text_holds_no_tag_of_it(review):
    address = review.line(HOSTILE)
    for page in (address, f"{address}/preview?role=tag&why=%3Cscript%3E", "/queue", "/?words=%3Cimg%3E"):
        text = review.client.get(page).text
        assert text.count("<script") == 1
        assert "<img" not in text
        assert "\u202e" not in text
