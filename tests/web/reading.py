"""What a page of HTML says to the content policy and to those who hear it."""

from html.parser import HTMLParser

VOID = {"input", "meta", "link", "img", "br", "hr", "circle", "line", "rect", "use", "path"}


class Reader(HTMLParser):
    """Collects what the policy and readers care about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def all(self, name: str) -> list[str]:
        return [value for _, found, value in self.attributes if found == name]
