"""Links and reference managers' data in what pandoc reads: made alike to those of DOCX, and read as such."""

from __future__ import annotations

from srccheck.documents.bibliography_links import is_web
from srccheck.documents.docx_fields import shown_length
from srccheck.documents.docx_records import Anchor, Code, Paragraph
from srccheck.documents.pandoc_text import Block, Cited

__all__ = ["joined", "paragraph_of"]


def paragraph_of(block: Block) -> Paragraph:
    """A paragraph with its links to the web and its citations, as DOCX has them."""
    text = block.text
    links = [Anchor(start=link.start, end=link.end, url=link.url) for link in block.links if is_web(link.url)]
    codes = [
        Code(start=each.offset, end=min(each.offset + shown_length(each.data), len(text)), data=each.data)
        for each in block.cited
    ]
    return Paragraph(
        number=0,
        page=1,
        story=None,
        style=None,
        in_bibliography=False,
        text=text,
        links=tuple(links),
        marks=(),
        codes=tuple(codes),
    )


def joined(blocks: list[Block]) -> Block:
    """The paragraphs of a note as one, and the notes in the note as text of it."""
    whole = Block()
    for block in blocks:
        text = block.text
        cut = len(text) - len(text.lstrip())
        if whole.length:
            whole.add(" ")
        shift = whole.length - cut
        whole.add(text.strip())
        for link in block.links:
            link.start, link.end = (min(max(at + shift, 0), whole.length) for at in (link.start, link.end))
            whole.links.append(link)
        for each in block.cited:
            whole.cited.append(Cited(min(max(each.offset + shift, 0), whole.length), each.data))
    return whole
