"""Which encoding a text file is in, told by its bytes: Chinese ones by how usual their characters would be."""

import codecs
import re
from collections.abc import Iterable

import charset_normalizer

from ..han import simplified_characters
from .model import TableError

SAMPLE = 65_536
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ("gb18030", "big5hkscs", "cp932")
_SINGLE_BYTE = ["cp1252", "cp1251", "cp1253", "koi8_r"]
# The characters met most often in names of companies, people and places, in column headings and in plain text.
_USUAL = frozenset(
    "市县区国大金尔家中华了美山天斯德一州的王小安海李新会不东好特科南达西乐宝团克人阳送张学龙族林公文江子生福业集城利治是明自拉北刘电时之马通爱太平吃里光源康三司亚点"
    "瑞多有道委和高来都兰星技心水陈红罗民泰阿行卡格联河方世味贝吉发香博花百力京开兴米很院部维杨森餐黄丽建巴万信没堂地雅还奇佳品宁工广我吴盛普成春园尼青云上丰石日富汉"
    "奥快威田个度员全军昌元合周英欧永武局到哈思立迪伊玉嘉长古白尚布庆莱队果诺下湖保士就夫银装法也鑫木本经商易苏洛九化荣赵纳川可饰菜凯艾老社济省比牛宏飞恒术顺车喜松清"
    "汇能实口基代外健次艺门育曼雷协祥台泉秀蓝伟加唐农饭超徐杰风塔理才常麦神务得五港么孙客诚鲁志正肉创隆梅惠同绿这朱年网真际强分少政意友梦圣邦居错恩玛峰双医鸿第事研路"
    "萨丁波师教沙产彩原儿总义锦铁服出郑慢藏君物润菲图四丹勒间速雪哥食色景店定凤动空后名仁泽给十蒙谷卫皇梁关希宇益贵树机姆谢伦千连良宜然胜二程说以庄微乡远非洪在究伯夏"
    "七叶灵药韩辉体头管差厂洋郭钱要党先所胡赛临酒女航印瓦面传钟俊苗丝鹏环记包忠沃豪范派缘旗晓洲土珠球豆根振无盟索岛何顿旺运启宋黑轩溪鼎熊乌话皮鸡莫单量两杜朗茶虎半腾"
    "茂蒂凉流仙游善久浩组湘共什依赫素鲜坊象聚沈帝界猫鱼施为满视内八桥房月托朝镇村器央齐宾曹亿雄饼你莲如别陆登野许草亮火智版柏级精培过回津纪铭资娜慧卖曾油仕订直那扬等"
    "冠极校六汤卢于傅辣交财书语芳想其融捷活限吧童旅晶妈情打进用翔难寿深旭黎主承埃表欣雨前约凡玲辛岳萍氏董湾报楼塞份作群酷阁秦姓手邮箱件址称户系职位备注编号期额数状态"
    "负责街性任股价"
)
_NOT_FOR_FILES = frozenset(["idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"])
_RUN = re.compile(rb"([A-Za-z]?)([\x80-\xff]+)")
_USUAL_WIDE = re.compile("[\t\r\n -~\u00a0-\u024f\u2010-\u203b\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]")
_KANA = ("\u3041", "\u30ff")


def detect(path: str) -> str:
    """The name of the codec that reads the file; `undecodable_file` when none does."""
    with open(path, "rb") as file:
        start = file.read(SAMPLE)
        for mark, encoding in _MARKS:
            if start.startswith(mark):
                return encoding
        wide = _utf16(start)
        if wide:
            return wide
        sample = start
        while sample and sample.isascii():
            sample = file.read(_CHUNK)
    if not sample:
        return "utf-8"
    first = next(place for place, byte in enumerate(sample) if byte > 127)
    begin = max(sample.rfind(b"\n", 0, first) + 1, first - 200)
    return _of_bytes(sample[begin : begin + SAMPLE])


def known(name: str) -> str:
    """A codec chosen by a person: GB2312 and GBK are read as GB18030, which contains both."""
    try:
        found = codecs.lookup(name)
        "a".encode(name)
    except (LookupError, ValueError) as problem:
        raise _unknown(name) from problem
    if found.name in _NOT_FOR_FILES:
        raise _unknown(name)
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932"}.get(
        found.name, found.name
    )


def _utf16(sample: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes, and only usual characters when read so."""
    if b"\0" not in sample:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _decoded(sample[: len(sample) // 2 * 2], encoding)
        usual = len(_USUAL_WIDE.findall(text))
        if text and usual >= 0.95 * len(text) and any(c in text for c in "\n\r,;\t"):
            return encoding
    return None


def _of_bytes(sample: bytes) -> str:
    text = _decoded(sample, "utf-8")
    bad = text.count("\ufffd") - sample.count("\ufffd".encode())
    good = sum(1 for character in text if character > "\x7f") - bad
    if not bad or good > 20 * bad:
        return "utf-8"
    scores = {encoding: _score(_decoded(sample, encoding)) for encoding in _CHINESE}
    best = max(scores, key=lambda encoding: scores[encoding])
    lone = _mostly_lone(sample)
    if scores[best] > (1.2 if lone else 0.6):
        return best
    return _western(sample) if lone else _single_byte(sample)


def _mostly_lone(sample: bytes) -> bool:
    """Whether the bytes beyond ASCII stand alone behind letters, as accented letters do; Chinese ones come in pairs."""
    runs = _RUN.findall(sample)
    lone = [before for before, run in runs if len(run) == 1]
    return len(lone) * 10 > len(runs) * 6 and any(lone)


def _single_byte(sample: bytes) -> str:
    """A Western encoding, or another whose letters the sample seems to use."""
    found = charset_normalizer.from_bytes(sample[:4096], cp_isolation=_SINGLE_BYTE).best()
    if found is not None and found.encoding != "cp1252" and _foreign(_decoded(sample, found.encoding)) > 0.9:
        return found.encoding
    return _western(sample)


def _western(sample: bytes) -> str:
    return "cp1252" if not any(byte in sample for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)) else "latin-1"


def _decoded(sample: bytes, encoding: str) -> str:
    """The sample as text; a character cut off at its end doesn't count."""
    return codecs.getincrementaldecoder(encoding)("replace").decode(sample)


def _score(text: str) -> float:
    """How usual the characters are that are not ASCII: from -6 to 3 on average."""
    strange = [character for character in text if character > "\x7f"]
    if not strange:
        return 0
    return sum(_points("".join(strange).translate(simplified_characters()))) / len(strange)


def _points(characters: str) -> Iterable[float]:
    for character in characters:
        if character == "\ufffd":
            yield -6
        elif character in _USUAL:
            yield 3
        elif "\u4e00" <= character <= "\u9fff":
            yield 1 if _is_first_level(character) else -1
        elif _KANA[0] <= character <= _KANA[1]:
            yield 2
        elif "\uff61" <= character <= "\uff9f":
            yield -0.5
        elif "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff5e" or character in "“”‘’—…·":
            yield 1
        else:
            yield -2


def _is_first_level(character: str) -> bool:
    """Whether a character belongs to the 3,755 of the first level of GB 2312."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False


def _foreign(text: str) -> float:
    """The share of letters among the characters that are not ASCII."""
    strange = [character for character in text if character > "\x7f"]
    return sum(1 for character in strange if character.isalpha()) / len(strange)


def _unknown(name: str) -> TableError:
    return TableError("unknown_encoding", "“{encoding}” is not an encoding.", encoding=name[:40])
