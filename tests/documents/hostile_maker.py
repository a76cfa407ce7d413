"""Small documents that would be large, or take long, if one let them."""

from __future__ import annotations

import io
import itertools
import zipfile


def forms(depth: int = 12, width: int = 12) -> bytes:
    """A PDF of forms that each draw the next a dozen times."""
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    resources = "<</XObject<</F {} 0 R>>/Font<</T <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources {}>>"
    bodies += [page.format(resources.format(5)), "<</Length 5>>stream\n/F Do\nendstream"]
    draw = "/F Do " * width
    head = "<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources {}/Length {}>>stream\n{}\nendstream"
    for level in range(depth):
        last = level == depth - 1
        content = "BT /T 9 Tf 9 9 Td (word) Tj ET" if last else draw
        bodies.append(head.format(resources.format(6 + level), len(content), content))
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(bodies, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj{body}endobj\n".encode())
    start = out.tell()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    out.write(
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Size {size}>>\n"
        f"startxref\n{start}\n%%EOF".encode()
    )
    return out.getvalue()


def office(paragraph: bytes, count: int) -> bytes:
    """A Word document that repeats a paragraph."""
    name = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = b'<w:document xmlns:w="' + name + b'"><w:body>' + paragraph * count + b"</w:body></w:document>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", b"<Types/>")
        made.writestr("word/document.xml", body)
    return out.getvalue()


def macros(depth: int) -> bytes:
    """Billion laughs in TeX."""
    letters = "abcdefghijklmnopqrstuvwxyz"[: depth + 1]
    tenfold = "".join(
        "\\newcommand{\\m" + b + "}{" + f"\\m{a}" * 10 + "}\n" for a, b in itertools.pairwise(letters)
    )
    return f"\\newcommand{{\\ma}}{{ha}}{tenfold}\\begin{{document}}\\m{letters[-1]}\\end{{document}}".encode()
