# ruff: noqa: E501, SIM905 (lists of words read best as lines of words)
"""Made-up companies and people for demo data and measurements; none of them exists."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

CITIES = (
    "北京 上海 天津 重庆 广州 深圳 东莞 佛山 珠海 中山 杭州 宁波 温州 绍兴 嘉兴 南京 苏州 无锡 常州 南通 合肥 芜湖 福州 厦门 泉州 "
    "南昌 济南 青岛 烟台 聊城 郑州 洛阳 武汉 宜昌 长沙 株洲 南宁 柳州 海口 成都 绵阳 贵阳 昆明 西安 兰州 太原 石家庄 沈阳 大连 长春 哈尔滨"
).split()
COINED = "澜屿栖禾钧沃楚岚启砺秦朔云笈锦桁川皖沐海稷鹭漫湘滇笙津澄中恒远景和润泽瑞丰嘉合盛德明华新安科创智联达信诚宏图博雅卓越骏驰鼎峰森源清泉紫辰星曜铭拓凌霄"
TRADES = (
    "精工机械 医疗器械 电子 光电技术 自动化设备 航空材料 数智科技 陶瓷新材 生物技术 泵阀制造 智能家电 冷链物流 食品 新材料 花卉供应链 检测技术 "
    "农业装备 纺织 化工 建筑工程 网络科技 软件 贸易 环保设备 新能源 汽车零部件 家具 包装 教育咨询 文化传媒 仪器仪表 半导体 模具 五金 印务 餐饮管理"
).split()
FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "集团有限公司")
ENGLISH_FIRST = (
    "North Blue Silver River Stone Bright Clear Harbor Summit Cedar Maple Iron Golden Swift Quiet Grand".split()
)
ENGLISH_LAST = "Field Bridge Gate Works Point Line Crest Vale Peak Light Wave Forge Path Wood Haven Port".split()
ENGLISH_FORMS = ("Ltd", "Inc", "GmbH", "LLC", "Group", "Trading")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
GIVEN = "知夏牧野若岚予安清和嘉禾以宁明岸子墨雨桐思远欣怡浩然梓涵诗涵俊杰晓彤志强建国秀英海燕文博佳怡天宇晨曦静怡立新春华永康国栋丽娟"
TITLES = (
    "采购经理",
    "总经理",
    "设备部主任",
    "财务",
    "技术总监",
    "销售总监",
    "行政主管",
    "质量经理",
    "厂长",
)
ENGLISH_TITLES = ("Purchasing manager", "Managing director", "Head of engineering", "Finance", "CTO", "Office manager")
ATTITUDES = ("supports", "neutral", "", "sceptical", "supports", "opposes")
PARTS = ("decides", "influences", "uses", "buys", "pays", "")
INDUSTRY_OF = {
    "精工机械": "machinery", "医疗器械": "medical", "电子": "electronics", "光电技术": "electronics", "软件": "software",
    "自动化设备": "machinery", "数智科技": "technology", "网络科技": "technology", "冷链物流": "logistics", "食品": "food",
    "纺织": "textiles", "化工": "chemicals", "建筑工程": "construction", "贸易": "trade", "汽车零部件": "automotive",
    "教育咨询": "education", "文化传媒": "entertainment", "餐饮管理": "hospitality", "新能源": "energy", "农业装备": "agriculture",
}  # fmt: skip
MOBILE_PREFIXES = "130 131 132 133 135 136 137 138 139 150 151 152 158 159 176 177 180 181 186 187 188 189 199".split()
KINDS = ("company",) * 13 + ("partner", "partner", "supplier", "channel", "government", "company")
STAGES = (
    *("potential",) * 5, *("intention",) * 4, *("prospective",) * 3, *("signed",) * 2,
    *("active",) * 4, *("repeat",) * 2, *("dormant",) * 2, "lost",
)  # fmt: skip
SOURCES = ("referral", "exhibition", "website", "telephone", "advertising", "existing", "")

BOUGHT = {"signed": (1, 60), "active": (6, 45), "repeat": (12, 25), "dormant": (3, 60)}
"""How often customers at a stage bought at most, and the usual days between two purchases."""
QUIET = {"dormant": 300}
"""Days since the last purchase of those who bought long ago."""
GOODS = ("水泵", "阀门", "密封件", "备件", "维护服务", "控制柜", "安装调试", "培训")


def purchases(dice: random.Random, stage: str, today: dt.date) -> list[dict[str, Any]]:
    """What a customer at this stage bought, the latest first, as field values."""
    most, between = BOUGHT[stage]
    day = today - dt.timedelta(days=QUIET.get(stage, 0) + dice.randint(1, between))
    usual = dice.lognormvariate(8.6, 1.1)
    made = []
    for _time in range(dice.randint(1, most)):
        amount = f"{usual * dice.uniform(0.6, 1.6):.0f}.00"
        made.append({"day": day.isoformat(), "amount": amount, "what": dice.choice(GOODS)})
        day -= dt.timedelta(days=dice.randint(max(1, between // 2), between * 2))
    return made


def company(dice: random.Random) -> dict[str, Any]:
    """One made-up company as field values."""
    if dice.random() < 0.1:
        return _english(dice)
    city, trade = dice.choice(CITIES), dice.choice(TRADES)
    short = dice.choice(COINED) + dice.choice(COINED)
    name = f"{city}{'市' if dice.random() < 0.2 else ''}{short}{trade}{dice.choice(FORMS)}"
    return {
        "name": name,
        "kind": kind(name),
        "stage": stage(name),
        "short_name": short + trade[:2],
        "industry": INDUSTRY_OF.get(trade, "manufacturing"),
        "region": city,
        "phone": mobile(dice),
        "source": dice.choice(SOURCES),
        "employees": int(dice.lognormvariate(4.2, 1.2)) + 1,
        "annual_revenue": f"{int(dice.lognormvariate(15.5, 1.4))}.00",
        "founded": dice.randint(1978, 2025),
    }


def kind(name: str) -> str:
    """Mostly companies; by the name, so that the dice fall for everything else as they did."""
    return KINDS[sum(map(ord, name)) % len(KINDS)]


def stage(name: str) -> str:
    """By the name as well."""
    return STAGES[sum(map(ord, name)) * 7 % len(STAGES)]


def _english(dice: random.Random) -> dict[str, Any]:
    word = f"{dice.choice(ENGLISH_FIRST)}{dice.choice(ENGLISH_LAST).lower()}"
    return {
        "name": f"{word} {dice.choice(ENGLISH_LAST)} {dice.choice(ENGLISH_FORMS)}",
        "short_name": word,
        "industry": dice.choice(("software", "finance", "retail", "logistics", "consulting")),
        "region": dice.choice(("Singapore", "London", "Hamburg", "Boston", "Sydney", "Toronto")),
        "phone": mobile(dice),
        "email": f"info@{word.lower()}.example",
        "website": f"https://{word.lower()}.example",
        "source": dice.choice(SOURCES),
        "employees": int(dice.lognormvariate(4.2, 1.2)) + 1,
        "annual_revenue": f"{int(dice.lognormvariate(15.5, 1.4))}.00",
        "founded": dice.randint(1950, 2025),
    }


def person(dice: random.Random) -> dict[str, Any]:
    """One made-up person as field values of a contact."""
    name = dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2, 2))))
    number = mobile(dice)
    return {"name": name, "mobile": number, "email": f"c{number[-8:]}@mail.example" if dice.random() < 0.7 else ""}


def standing(name: str, part: str) -> dict[str, str]:
    """How much somebody counts and how they stand to us, by the name, so that the dice fall as they did."""
    number = sum(map(ord, name))
    influence = "high" if part == "decides" else ("medium", "low", "", "medium")[number % 4]
    return {"influence": influence, "attitude": ATTITUDES[number % len(ATTITUDES)]}


def mobile(dice: random.Random) -> str:
    """A mobile number in the shape of a Chinese one."""
    return f"+86{dice.choice(MOBILE_PREFIXES)}{dice.randrange(10**8):08d}"


STRONG = ("价格低，付款条件宽", "交货快，本地有仓库", "产品线全，一站买齐", "售后响应快", "和大客户关系深")
WEAK = ("质量不稳，返修多", "定制能力弱", "合同外加价", "销售换人频繁", "只做标准品")
HEARD = ("新开了华东仓库", "下调了标准品的价格", "销售总监离职", "发布了新一代产品", "拿下一家大客户的年度框架")
HEARD_AT = ("行业展会", "客户采购经理", "对方官网", "招标公告")
STANDINGS = ("supplies", "quoted", "talking", "gone")


def competitor(dice: random.Random) -> dict[str, Any]:
    """One made-up competitor as field values, without where one meets it."""
    made = company(dice)
    goods = dice.sample(TRADES, 2)
    return {
        "name": made["name"],
        "short_name": made["short_name"],
        "region": made["region"],
        "strengths": dice.choice(STRONG),
        "weaknesses": dice.choice(WEAK),
        "offers": [{"product": f"{word}标准型", "price": f"{dice.randrange(8, 300) * 100}.00"} for word in goods],
    }
