"""Address cards become rows."""

from pathlib import Path

import pytest

from guanxi.kit.tables import TableError, open_table

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "vcards"


def cards(path: Path) -> list[dict[str, str]]:
    table = open_table(path, filename=path.name)
    assert table.format == "vcard"
    return [{c: v for c, v in zip(table.columns, row.cells, strict=True) if v} for row in table.rows()]


def written(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "cards.vcf"
    path.write_bytes("\r\n".join(["BEGIN:VCARD", *lines, "END:VCARD", ""]).encode(encoding))
    return path


@pytest.mark.skipif(not SHARED.exists(), reason="shared/data is not here")
def test_real_cards():
    assert cards(SHARED / "chinese-qp-vcard21-a.vcf")[0]["name"] == "外公"
    outlook = cards(SHARED / "outlook-2007.vcf")[0]
    assert outlook["organisation"] == "TheCompany"
    assert outlook["department"] == "TheDepartment"
    assert outlook["mobile"] == "(111) 555-4444"
    assert outlook["fax"] == "(111) 555-3333"
    assert outlook["birthday"] == "1922-03-10"
    assert "\n" in outlook["note"]
    iphone = cards(SHARED / "John_Doe_IPHONE.vcf")[0]
    assert iphone["email"] == "john.doe@ibm.com"
    assert iphone["mobile"] == "905-555-1234"
    assert [len(cards(path)) for path in sorted(SHARED.glob("*.vcf"))] == [6, 1, 1, 1, 2, 1, 1, 1, 2, 1]


def test_folding_escapes_groups_and_pictures(tmp_path):
    path = written(
        tmp_path,
        "VERSION:3.0",
        "FN:Zhang\\, San",
        "item1.TEL;TYPE=\"cell,voice\":+86 138",
        " 12342051",
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ",
        " SkZJRg",
        "NOTE:one\\ntwo\\;three",
        "TEL;VALUE=uri;TYPE=work:tel:+86-10-65001234",
    )  # fmt: skip
    assert cards(path) == [
        {
            "name": "Zhang, San",
            "mobile": "+86 13812342051",
            "note": "one\ntwo;three",
            "phone": "+86-10-65001234",
        }
    ]


def test_a_name_is_made_from_its_parts(tmp_path):
    assert cards(written(tmp_path, "N:张;三;;;"))[0]["name"] == "张三"
    assert cards(written(tmp_path, "N:Doe;John;;;"))[0]["name"] == "John Doe"


def test_gbk_cards_of_old_telephones(tmp_path):
    quoted = "".join(f"={byte:02X}" for byte in "华东科技".encode("gbk"))
    path = written(tmp_path, "VERSION:2.1", f"ORG;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:{quoted}")
    assert cards(path)[0]["organisation"] == "华东科技"
    path = written(tmp_path, "VERSION:2.1", "N:张;三", "ORG:华东电子科技有限公司", encoding="gbk")
    assert cards(path)[0]["organisation"] == "华东电子科技有限公司"


def test_a_note_without_end_is_refused(tmp_path):
    path = written(tmp_path, "FN:a", "NOTE:" + "\r\n ".join(["x" * 70] * 20_000))
    with pytest.raises(TableError) as refused:
        cards(path)
    assert refused.value.code == "cell_too_large"


def test_no_cards_are_refused(tmp_path):
    with pytest.raises(TableError) as refused:
        cards(written(tmp_path))
    assert refused.value.code == "no_rows"
