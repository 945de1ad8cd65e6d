"""What a record says is never more than one number, one address or one page of the web."""

import pytest

from crm_desktop.ui.links import mail, mailto, tel, web


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("+86 (0571) 2046-8888", "tel:+86057120468888"),
        ("030 1234567 ext. 12", "tel:0301234567"),
        ("138 0571 2046; 139 0571 2046", "tel:13805712046"),
        ("ask Anna", ""),
        ("", ""),
    ],
)
def test_one_number_is_dialled(number: str, link: str) -> None:
    assert tel(number) == link


def test_one_address_is_written_to() -> None:
    assert mailto("ada@example.com") == "mailto:ada@example.com"
    assert mailto("ada@example.com; bob@example.com") == "mailto:ada@example.com"
    assert (
        mailto("ada@example.com?attach=secret.txt&cc=x@y.z")
        == "mailto:ada@example.com%3Fattach%3Dsecret.txt%26cc%3Dx@y.z"
    )


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("www.example.com/a?b=c", "https://www.example.com/a?b=c"),
        ("http://example.com", "http://example.com"),
        ("HTTPS://example.com", "HTTPS://example.com"),
        ("file:///setup.exe", ""),
        ("smb://server/share/x.exe", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_only_pages_of_the_web_open(page: str, link: str) -> None:
    assert web(page) == link


def test_a_message_with_its_text_is_one_address_unless_it_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    url = mail("dana@haverton.example", "Wartung & 保养", "Guten Tag,\nbis morgen")
    assert url == (
        "mailto:dana@haverton.example?subject=Wartung%20%26%20%E4%BF%9D%E5%85%BB&body=Guten%20Tag%2C%0D%0Abis%20morgen"
    )
    monkeypatch.setattr("sys.platform", "win32")
    assert mail("dana@haverton.example", "S", "x" * 1_900)
    assert mail("dana@haverton.example", "S", "保" * 300) == ""
