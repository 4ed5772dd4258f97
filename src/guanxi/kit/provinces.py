# ruff: noqa: E501 (tables of names read best as lines of names)
"""China's provinces: their names, their customary places on a grid of tiles, and the towns that lie in them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Province:
    """One of the thirty-four, with the tile it has on a map of equal squares."""

    code: str
    """ISO 3166-2:CN, without the country."""
    hans: str
    hant: str
    english: str
    signs: str
    """One character each in simplified and traditional Chinese, as on number plates."""
    column: int
    row: int
    others: tuple[str, ...] = ()
    """Other ways to write it."""

    def name(self, language: str) -> str:
        """Short, in the reader's language."""
        return {"zh-hans": self.hans, "zh-hant": self.hant}.get(language, self.english)

    def sign(self, language: str) -> str:
        """As short as it gets."""
        return {"zh-hans": self.signs[0], "zh-hant": self.signs[1]}.get(language, self.code)


PROVINCES = (
    Province("HL", "黑龙江", "黑龍江", "Heilongjiang", "黑黑", 7, 0),
    Province("NM", "内蒙古", "內蒙古", "Inner Mongolia", "蒙蒙", 5, 1, ("Nei Mongol", "Neimenggu")),
    Province("JL", "吉林", "吉林", "Jilin", "吉吉", 7, 1),
    Province("XJ", "新疆", "新疆", "Xinjiang", "新新", 0, 2),
    Province("GS", "甘肃", "甘肅", "Gansu", "甘甘", 2, 2),
    Province("NX", "宁夏", "寧夏", "Ningxia", "宁寧", 3, 2),
    Province("SX", "山西", "山西", "Shanxi", "晋晉", 4, 2),
    Province("HE", "河北", "河北", "Hebei", "冀冀", 5, 2),
    Province("BJ", "北京", "北京", "Beijing", "京京", 6, 2, ("Peking",)),
    Province("LN", "辽宁", "遼寧", "Liaoning", "辽遼", 7, 2),
    Province("QH", "青海", "青海", "Qinghai", "青青", 1, 3),
    Province("SN", "陕西", "陝西", "Shaanxi", "陕陝", 3, 3),
    Province("HA", "河南", "河南", "Henan", "豫豫", 4, 3),
    Province("SD", "山东", "山東", "Shandong", "鲁魯", 5, 3),
    Province("TJ", "天津", "天津", "Tianjin", "津津", 6, 3),
    Province("XZ", "西藏", "西藏", "Tibet", "藏藏", 0, 4, ("Xizang",)),
    Province("SC", "四川", "四川", "Sichuan", "川川", 2, 4),
    Province("CQ", "重庆", "重慶", "Chongqing", "渝渝", 3, 4),
    Province("HB", "湖北", "湖北", "Hubei", "鄂鄂", 4, 4),
    Province("AH", "安徽", "安徽", "Anhui", "皖皖", 5, 4),
    Province("JS", "江苏", "江蘇", "Jiangsu", "苏蘇", 6, 4),
    Province("YN", "云南", "雲南", "Yunnan", "云雲", 1, 5),
    Province("GZ", "贵州", "貴州", "Guizhou", "贵貴", 2, 5),
    Province("HN", "湖南", "湖南", "Hunan", "湘湘", 3, 5),
    Province("JX", "江西", "江西", "Jiangxi", "赣贛", 4, 5),
    Province("ZJ", "浙江", "浙江", "Zhejiang", "浙浙", 5, 5),
    Province("SH", "上海", "上海", "Shanghai", "沪滬", 6, 5),
    Province("GX", "广西", "廣西", "Guangxi", "桂桂", 2, 6),
    Province("GD", "广东", "廣東", "Guangdong", "粤粵", 3, 6, ("Canton",)),
    Province("FJ", "福建", "福建", "Fujian", "闽閩", 4, 6),
    Province("TW", "台湾", "臺灣", "Taiwan", "台臺", 6, 6, ("台灣", "臺湾")),
    Province("HI", "海南", "海南", "Hainan", "琼瓊", 2, 7),
    Province("MO", "澳门", "澳門", "Macao", "澳澳", 3, 7, ("Macau",)),
    Province("HK", "香港", "香港", "Hong Kong", "港港", 4, 7, ("Hongkong",)),
)
COLUMNS, ROWS = 8, 8
TOWNS = {
    "HL": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭 Harbin",
    "NM": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安盟 锡林郭勒 阿拉善 Hohhot",
    "JL": "长春 四平 辽源 通化 白山 松原 白城 延边 Changchun",
    "XJ": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子 Urumqi",
    "GS": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 Lanzhou",
    "NX": "银川 石嘴山 吴忠 固原 中卫 Yinchuan",
    "SX": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 Taiyuan",
    "HE": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 Shijiazhuang",
    "LN": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 Shenyang Dalian",
    "QH": "西宁 海东 海北 黄南 果洛 玉树 海西 Xining",
    "SN": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛 Xi'an Xian",
    "HA": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 Zhengzhou",
    "SD": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 Jinan Qingdao Yantai",
    "XZ": "拉萨 日喀则 昌都 林芝 山南 那曲 阿里 Lhasa",
    "SC": "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 Chengdu",
    "HB": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架 Wuhan",
    "AH": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 Hefei",
    "JS": "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 张家港 常熟 Nanjing Suzhou Wuxi",
    "YN": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 Kunming",
    "GZ": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 Guiyang",
    "HN": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 Changsha",
    "JX": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 Nanchang",
    "ZJ": "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 Hangzhou Ningbo Wenzhou",
    "SH": "浦东",
    "GX": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 Nanning Guilin",
    "GD": "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 Guangzhou Shenzhen Dongguan Foshan Zhuhai",
    "FJ": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 Fuzhou Xiamen Quanzhou",
    "TW": "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 Taipei Kaohsiung",
    "HI": "海口 三亚 三沙 儋州 琼海 文昌 万宁 东方 Haikou Sanya",
}
"""Prefecture-level towns and a few others that addresses name alone."""
MUNICIPALITIES = frozenset({"北京", "天津", "上海", "重庆", "香港", "澳门"})
"""Provinces without towns: districts follow at once."""
_HAN = re.compile(r"[\u3400-\u9fff]")


def find(text: str) -> Province | None:
    """The province in which a place lies, as people write places: a province, a town, or an address that names one."""
    text = text.strip()
    if not text:
        return None
    by_name, by_town = _tables()
    if _HAN.search(text):
        return _first(text, by_name) or _first(text, by_town)
    words = f" {' '.join(re.findall(r'[a-z]+', text.casefold().replace(chr(39), '')))} "
    found = [(words.find(f" {name} "), place) for name, place in _english().items() if f" {name} " in words]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _first(text: str, names: dict[str, Province]) -> Province | None:
    """The one that stands first in the text; of two in one place, the longer."""
    found = [(text.find(name), -len(name), name) for name in names if name in text]
    return names[min(found)[2]] if found else None


@functools.cache
def _tables() -> tuple[dict[str, Province], dict[str, Province]]:
    names = {
        form: province
        for province in PROVINCES
        for form in (province.hans, province.hant, *province.others)
        if _HAN.search(form)
    }
    codes = {province.code: province for province in PROVINCES}
    towns = {town: codes[code] for code, line in TOWNS.items() for town in line.split() if _HAN.search(town)}
    return names, towns


@functools.cache
def _english() -> dict[str, Province]:
    codes = {province.code: province for province in PROVINCES}
    names = {
        form.casefold(): province
        for province in PROVINCES
        for form in (province.english, *province.others)
        if not _HAN.search(form)
    }
    towns = {
        town.casefold().replace("'", ""): codes[code]
        for code, line in TOWNS.items()
        for town in line.split()
        if not _HAN.search(town)
    }
    return towns | names
