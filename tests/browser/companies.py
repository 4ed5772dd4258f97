"""The clerk's list: tens of thousands of Chinese companies as a spreadsheet program in China saves them."""

import csv
import io
import random
from dataclasses import dataclass
from pathlib import Path

from guanxi.modules.customers import sample

SHARED = Path(__file__).parents[3] / "shared" / "data" / "chinese"
HEADER = ("公司名称", "所属行业", "地区", "联系电话", "员工数", "成立年份", "备注")
INDUSTRIES = ("机械", "软件", "食品", "物流", "贸易")
FEWER = 2_000


@dataclass(frozen=True)
class Flaw:
    """What is wrong in one row: the column, what stands there, and what belongs there."""

    row: int
    column: str
    wrong: str
    right: str


FLAWS = (
    Flaw(12, "公司名称", "", "宁波补名阀门有限公司"),
    Flaw(57, "联系电话", "打前台", "0574-87366120"),
    Flaw(203, "员工数", "很多", "120"),
    Flaw(911, "所属行业", "算命", "贸易"),
    Flaw(1504, "成立年份", "宋朝", "1999"),
)
WANTED = ("宁波澜屿精工机械有限公司", "机械", "宁波", "138 5742 6120", "86", "2009", "展会认识")
WANTED_ROW = 400


def names() -> list[str]:
    """Company names, no two the same."""
    dice = random.Random(60)
    cities = _cities()
    if not SHARED.exists():
        made: dict[str, None] = {}
        while len(made) < FEWER:
            made[sample.company(dice)["name"]] = None
        return list(made)
    short = (SHARED / "company_short_names_60k.txt").read_text(encoding="utf-8").split()
    return [f"{dice.choice(cities)}{name}{dice.choice(sample.FORMS)}" for name in short]


def table() -> bytes:
    """The file, in GB18030, with flaws in known rows (counted as in a spreadsheet, the header being row 1)."""
    dice = random.Random(61)
    rows = [_row(name, dice) for name in names()]
    rows[WANTED_ROW - 2] = WANTED
    for flaw in FLAWS:
        place = HEADER.index(flaw.column)
        rows[flaw.row - 2] = (*rows[flaw.row - 2][:place], flaw.wrong, *rows[flaw.row - 2][place + 1 :])
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode("gb18030")


def corrected(problems: bytes) -> bytes:
    """The file of rows with problems, put right by hand."""
    rows = list(csv.reader(io.StringIO(problems.decode("utf-8-sig"))))
    right = {(flaw.column, flaw.wrong): flaw.right for flaw in FLAWS}
    header = rows[0]
    told = [[right.get((header[place], cell), cell) for place, cell in enumerate(row)] for row in rows[1:]]
    text = io.StringIO()
    csv.writer(text).writerows([header, *told])
    return text.getvalue().encode("utf-8-sig")


def _row(name: str, dice: random.Random) -> tuple[str, ...]:
    """One company; its telephone number as people write it."""
    number = sample.mobile(dice).removeprefix("+86")
    written = dice.choice((number, f"{number[:3]}-{number[3:7]}-{number[7:]}", f"+86 {number}"))
    city = next((city for city in sample.CITIES if name.startswith(city)), name[:2])
    return (name, dice.choice(INDUSTRIES), city, written, str(dice.randint(1, 900)), str(dice.randint(1980, 2025)), "")


def _cities() -> list[str]:
    if not SHARED.exists():
        return list(sample.CITIES)
    with (SHARED / "divisions" / "cities.csv").open(encoding="utf-8") as file:
        found = [row["name"].removesuffix("市") for row in csv.DictReader(file) if row["name"].endswith("市")]
    return sorted(set(found))
