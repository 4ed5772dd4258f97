"""Whatever people or programs send as rich text, nothing of it runs; what is harmless stays."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest

from guanxi.kit import sanitising

KEY = "0190a0aa-0000-7000-8000-000000000000"
HOSTILE = (
    "<script>alert(1)</script>",
    "<p><script>alert(1)</script></p>",
    "<p onclick=alert(1)>a</p>",
    "<img src=x onerror=alert(1)>",
    "<p><img src='/files/x' onerror=alert(1)></p>",
    f'<p><img src="/files/{KEY}/" onload="alert(1)" style="x"></p>',
    "<svg onload=alert(1)>",
    "<p><svg><script>alert(1)</script></svg></p>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<p><a href='javascript:alert(1)'>a</a></p>",
    "<p><a href='JaVaScRiPt:alert(1)'>a</a></p>",
    "<p><a href='java\tscript:alert(1)'>a</a></p>",
    "<p><a href='&#106;avascript:alert(1)'>a</a></p>",
    "<p><a href='data:text/html,<script>alert(1)</script>'>a</a></p>",
    "<p><a href='vbscript:msgbox(1)'>a</a></p>",
    "<p><a href='//evil.example'>a</a></p>",
    "<p><a href='/\\evil.example'>a</a></p>",
    "<p><img src='https://evil.example/pixel.gif'></p>",
    "<p><img src='//evil.example/x'></p>",
    f"<p><img src='/files/{KEY}/../../accounts/logout/'></p>",
    "<p><img srcset='x 1x'></p>",
    "<iframe src='https://evil.example'></iframe>",
    "<p><iframe srcdoc='<script>alert(1)</script>'></iframe></p>",
    "<object data='x'></object>",
    "<embed src='x'>",
    "<form action='/accounts/logout/'><input name=a><button>b</button></form>",
    "<p><input onfocus=alert(1) autofocus></p>",
    "<style>body{display:none}</style>",
    "<p style='background:url(javascript:alert(1))'>a</p>",
    "<link rel=stylesheet href=x>",
    "<base href='https://evil.example'>",
    "<meta http-equiv=refresh content='0;url=x'>",
    "<p hx-get='/accounts/logout/' hx-trigger='load'>a</p>",
    "<div data-hx-post='/x' data-controller='editor'>a</div>",
    "<p id='main' class='gx-toast' name='x'>a</p>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<p><!-- --!><img src=x onerror=alert(1)> --></p>",
    "<details open ontoggle=alert(1)>a</details>",
    "<video><source onerror=alert(1)></video>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt></p>",
    "<a href='x' target='_blank'>a</a><p>b",
    "<b><p><i></b></i><script>alert(1)",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
)
ATTRIBUTES = {"a": {"href", "rel"}, "img": {"src", "alt"}}


class Strict(HTMLParser):
    """Reads what came out as a browser would, and refuses what isn't on the list."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in sanitising.TAGS, tag
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()), (tag, name)
            if name == "href":
                assert re.match(r"(?:https?://|mailto:|tel:|/(?![/\\]))", value or ""), value
            if name == "src":
                assert re.fullmatch(r"/files/[0-9a-f-]{36}/", value or ""), value

    handle_startendtag = handle_starttag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_survives(text: str) -> None:
    told = sanitising.clean(text)
    Strict().feed(told)
    assert sanitising.clean(told) == told
    wrapped = sanitising.clean(f"<p>before</p>{text}<p>after</p>")
    Strict().feed(wrapped)
    assert "before" in wrapped


def test_the_corpus_is_large() -> None:
    assert len(set(HOSTILE)) >= 40


def test_what_is_harmless_stays() -> None:
    text = (
        "<h2>A</h2><p><strong>b</strong> <em>c</em> <u>d</u><br>e</p><ul><li>f</li></ul><ol><li>g</li></ol>"
        f'<blockquote><p>h</p></blockquote><pre><code>i</code></pre><p><img src="/files/{KEY}/" alt="j"></p>'
    )
    assert sanitising.clean(text) == text
    assert sanitising.plain(text).split("\n") == ["A", "b c d", "e", "f", "g", "h", "i"]
    assert sanitising.pictures(text) == [KEY]
    link = sanitising.clean('<p><a href="https://example.com/a?b=1">x</a></p>')
    assert link == '<p><a href="https://example.com/a?b=1" rel="noopener noreferrer nofollow">x</a></p>'


def test_plain_text_is_no_markup() -> None:
    assert sanitising.clean("5 < 6\n& 7\n\nnext") == "<p>5 &lt; 6<br>&amp; 7</p><p>next</p>"


def test_a_megabyte_takes_no_second() -> None:
    for text in ("<p>" * 300_000, "<" * 1_000_000, "<a href='" * 100_000, "<!--" * 250_000, "&#" * 400_000):
        began = time.perf_counter()
        sanitising.clean(text)
        assert time.perf_counter() - began < 1.5, text[:10]
