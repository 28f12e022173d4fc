"""Golden spreadsheets and Parquet files, with the values that openpyxl and pyarrow read from them.

Usage: python bench/golden/tables.py [output folder, default test/golden/tables]

classes.xlsx   as openpyxl writes it: two sheets, dates, numbers, a merged range, blank rows
edited.xlsx    a sheet with what Excel writes and openpyxl does not: cached results of formulas, rich text, phonetic
               guides, inline strings, escaped characters, strict-looking prefixes
repeated.parquet  lists of one long text
*.parquet      one for each compression: text, label, pair, numbers, dates, lists, nulls, two groups of rows
values.json    { file: { sheet or "": [[cell, …], …] } }: all cells as text, null where there is none
"""

import datetime
import json
import sys
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.styles import numbers

out = Path(sys.argv[1] if len(sys.argv) > 1 else "test/golden/tables")
out.mkdir(parents=True, exist_ok=True)


def shown(value):
    """A value as text: what str() gives, but JSON's words for booleans, and days without their midnight."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    return text.removesuffix(" 00:00:00") if isinstance(value, datetime.datetime) else text


def write_classes(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "训练集"
    sheet.append(["编号", "文本", "标签", "日期", "分数"])
    day = datetime.datetime(2024, 5, 1)
    sheet.append(["a1", "房间很大😀，𠮷野家在旁边", "好评", day, 0.1])
    sheet.append(["a2", "第一行\n第二行 <b>&amp;", "差评", day + datetime.timedelta(hours=8.5), 3])
    sheet.append([])
    sheet.append([123456789012345, "  前后有空格  ", "好评", datetime.date(1900, 3, 1), -2.5e-7])
    sheet.append(["a4", True, "差评", datetime.time(8, 30), 1e20])
    sheet["A8"], sheet["B8"], sheet["C8"] = "a5", "合并之后", "好评"
    sheet.merge_cells("D8:E8")
    sheet["E2"].number_format = numbers.FORMAT_PERCENTAGE
    second = book.create_sheet("验证 集")
    for row in [["label", "text_a"], [1, "数字作标签"], [0, "另一条"], [1.5, "小数"]]:
        second.append(row)
    book.save(path)


SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>
<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="inlineStr"><x:is><x:t>label</x:t></x:is></x:c></x:row>
<x:row r="2"><x:c r="A2" t="s"><x:v>1</x:v></x:c><x:c r="B2" t="str"><x:f>"好"&amp;"评"</x:f><x:v>好评</x:v></x:c></x:row>
<x:row r="3"><x:c r="A3" t="s"><x:v>2</x:v></x:c><x:c r="B3"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>
<x:row r="5" hidden="1"><x:c r="A5" t="inlineStr"><x:is><x:r><x:t>内</x:t></x:r><x:r><x:t>联&#x1F600;</x:t></x:r></x:is></x:c><x:c r="B5" t="b"><x:f>TRUE()</x:f><x:v>1</x:v></x:c></x:row>
</x:sheetData></x:worksheet>"""
STRINGS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>text</t></si>
<si><r><t>富</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 文本</t></r><rPh sb="0" eb="1"><t>フ</t></rPh></si>
<si><t>甲<![CDATA[<乙>]]></t></si></sst>"""

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
PARTS = [
    (("workbook.xml.rels", "</Relationships>"), f'<Relationship Type="{KIND}" Target="sharedStrings.xml" Id="rId9"/>'),
    (("[Content_Types].xml", "</Types>"), f'<Override PartName="/xl/sharedStrings.xml" ContentType="{CONTENT}"/>'),
]


def write_edited(path):
    """Takes a workbook of openpyxl and puts another sheet and strings in it."""
    plain = path.with_suffix(".tmp")
    book = openpyxl.Workbook()
    for row in [["text", "label"], ["a", "b"], ["c", "d"]]:
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = SHEET.encode()
            for ending, added in PARTS:
                if entry.filename.endswith(ending[0]):
                    content = content.replace(ending[1].encode(), (added + ending[1]).encode())
            target.writestr(entry.filename, content)
        target.writestr("xl/sharedStrings.xml", STRINGS)
    plain.unlink()


def table():
    return pa.table(
        {
            "text": pa.array(["很好😀", "太差了", "第一行\n第二行", "𠮷", "还行"]),
            "label": pa.array([1, 0, 1, None, 0], pa.int64()),
            "分数": pa.array([0.1, 2.0, None, -1e-7, 1.5], pa.float64()),
            "flag": pa.array([True, False, None, True, False]),
            "day": pa.array([datetime.date(2024, 5, 1), None, datetime.date(1969, 12, 31), None, None]),
            "time": pa.array([datetime.datetime(2024, 5, 1, 8, 30), None, None, None, None], pa.timestamp("us")),
            "tags": pa.array([["a", "b"], [], ["c"], None, ["a"]], pa.list_(pa.string())),
            "kind": pa.array(["x", "y", "x", "x", "y"]).dictionary_encode(),
            "small": pa.array([1, 2, 3, 4, 5], pa.int8()),
        }
    )


def main():
    values = {}
    write_classes(out / "classes.xlsx")
    write_edited(out / "edited.xlsx")
    for name in ["classes.xlsx", "edited.xlsx"]:
        book = openpyxl.load_workbook(out / name, data_only=True)
        values[name] = {
            sheet.title: [[shown(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book
        }
    for codec in ["none", "snappy", "gzip", "brotli", "zstd"]:
        name = f"{codec}.parquet"
        version = "2.0" if codec == "zstd" else "1.0"
        pq.write_table(table(), out / name, compression=codec, row_group_size=3, data_page_version=version)
        rows = pq.read_table(out / name).to_pylist()
        values[name] = {"": [list(rows[0])] + [[shown(cell) for cell in row.values()] for row in rows]}
    # A dictionary holds the long text once; the lists hold it a thousand times.
    lists = pa.table({"tags": pa.array([["长" * 100] * 100] * 10, pa.list_(pa.string()))})
    pq.write_table(lists, out / "repeated.parquet", compression="snappy")
    (out / "values.json").write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main()
