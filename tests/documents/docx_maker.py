"""DOCX files for tests, written part by part."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


def mark(number: int, kind: str = "footnote") -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def note(number: int, *paragraphs: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}">{"".join(paragraphs)}</w:{kind}>'


def field(code: str, *result: str) -> str:
    """A complex field whose code is spread over two runs, as Word does."""
    half = len(code) // 2
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>'
        for part in (code[:half], code[half:])
    )
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return begin + codes + separate + "".join(result) + end


def relationships(targets: dict[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/hyperlink" Target="{url}" TargetMode="External"/>'
        for key, url in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}">{rows}</Relationships>'


def docx(
    body: str,
    *,
    footnotes: str = "",
    endnotes: str = "",
    links: dict[str, str] | None = None,
    note_links: dict[str, str] | None = None,
    settings: str = "",
    styles: str = "",
    core: str = "",
    parts: dict[str, str | bytes] | None = None,
    namespace: str = W,
    main: str = "word/document.xml",
) -> bytes:
    """A document; every text argument is the XML inside the part's root element."""
    names = f"{namespace} {R} {MC}"
    near = "".join(
        f'<Relationship Id="p{kind}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind in ("footnotes", "endnotes", "settings", "styles")
    )
    outside = relationships(links or {}).replace("</Relationships>", f"{near}</Relationships>")
    folder, _, file = main.rpartition("/")
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" '  # noqa: E501
        f'Target="{main}"/><Relationship Id="r2" Type="{_PACKAGE}/metadata/core-properties" Target="/core.xml"/>'  # noqa: E501
        "</Relationships>",
        main: f"<w:document {names}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{file}.rels": outside,
        f"{folder}/footnotes.xml": f"<w:footnotes {names}>{footnotes}</w:footnotes>",
        f"{folder}/_rels/footnotes.xml.rels": relationships(note_links or {}),
        f"{folder}/endnotes.xml": f"<w:endnotes {names}>{endnotes}</w:endnotes>",
        f"{folder}/settings.xml": f"<w:settings {names}>{settings}</w:settings>",
        f"{folder}/styles.xml": f"<w:styles {names}>{styles}</w:styles>",
        "core.xml": '<c xmlns:dc="http://purl.org/dc/elements/1.1/">' + core + "</c>",
    }
    content |= parts or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()
