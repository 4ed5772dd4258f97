"""The faces of customers and contacts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.engine.duplicates.identity import Identity
from guanxi.engine.entity import Entity, Related, Section
from guanxi.engine.layouts import Board, Grid, Regions
from guanxi.engine.registry import register
from guanxi.modules.customers.known_files import CONTACTS, CUSTOMERS
from guanxi.modules.customers.models import Competitor, Contact, Customer, Purchase


@register
class CustomerEntity(Entity):
    model = Customer
    icon = "building"
    group = _("Customers")
    counter = pgettext_lazy("a number of companies", "%(n)s")
    key = "c"
    columns = ("name", "stage", "grade", "industry", "owner", "phone", "region", "annual_revenue", "updated_at")
    layout = (
        Section(_("Facts"), ("name", "short_name", "kind", "stage", "industry", "parent", "source", "owner", "tags")),
        Section(_("Contact details"), ("phone", "email", "website", "region", "address", "division", "sales_region")),
        Section(_("Size"), ("employees", "annual_revenue", "founded", "tax_number")),
        Section(
            _("Grade and cooperation"),
            ("grade", "grade_why", "grade_until", "cooperation", "cooperation_why", "cooperation_until", "contact_due"),
        ),
        Section(
            _("Segment by purchases"),
            ("segment", "segment_why", "segment_until", "rfm", "rfm_amount", "rfm_day"),
        ),
        Section(
            _("Ownership"),
            (
                "pool",
                "held_since",
                "followed_at",
                "falls_on",
                "protected_until",
                "protected_why",
                "asked_until",
                "asked_why",
                "asked_by",
                "asked_at",
                "asked_holds",
            ),
        ),
    )
    key_facts = ("owner", "grade", "cooperation", "industry", "phone", "region", "annual_revenue", "employees")
    search = ("name", "short_name", "phone", "email", "address", "number")
    keys = ("number", "name")
    identity = Identity(
        names=("name", "short_name"),
        phones=("phone",),
        emails=("email",),
        websites=("website",),
        numbers=("tax_number",),
        addresses=("address",),
        people={"kind": "person"},
    )
    board = Board(by="stage", sums="annual_revenue", card=("industry", "region", "annual_revenue", "owner"))
    regions = Regions(by="region", measures=("annual_revenue", "employees"))
    region_path = "sales_region"
    grid = Grid(by="grade", across="cooperation")
    fresh = ("updated_at", "followed_at")
    known_files = CUSTOMERS
    merges = True
    related = (
        Related("contacts", "affiliations.customer", ("name", "mobile", "email")),
        Related("purchases", "customer", ("number", "day", "amount", "what")),
        Related("customers", "parent", ("name", "industry", "owner"), _("subsidiaries")),
        Related(
            "competitors",
            "encounters.customer",
            ("name", "encounters", "strengths", "weaknesses"),
            _("competitors here"),
        ),
        Related("ownership-entries", "about", ("name", "from_owner", "to_owner", "to_pool", "reason", "created_at")),
    )
    aliases = {
        "name": (
            "account",
            "account name",
            "company",
            "company name",
            "organisation",
            "organization",
            "公司名称",
            "公司",
            "企业名称",
            "单位名称",
            "客户",
            "名称",
            "名稱",
            "全称",
        ),
        "industry": ("sector", "行业", "所属行业"),
        "stage": (
            "customer stage",
            "lifecycle",
            "life cycle stage",
            "客户阶段",
            "生命周期",
            "生命周期阶段",
            "客户状态",
        ),
        "founded": ("year established", "established", "成立年份"),
        "annual_revenue": ("revenue", "turnover", "营业额", "年营业额", "年收入"),
        "employees": ("staff", "headcount", "员工数", "人数"),
        "region": ("office location", "country", "location", "area", "地区", "区域", "所在地"),
        "parent": ("subsidiary of", "parent account", "母公司", "上级公司"),
        "phone": ("tel", "phone number", "电话", "联系电话", "手机"),
        "website": ("web", "url", "homepage", "网址", "官网"),
        "address": ("street", "street address", "地址", "详细地址"),
        "note": ("notes", "description", "remark", "备注"),
        "tags": ("tag", "label", "labels", "标签", "標籤"),
    }
    person = {"kind": "person"}
    personal = (
        "name", "short_name", "phone", "email", "website", "region", "address", "division", "note", "tags",
        "owner", "step_note", "asked_by",
    )  # fmt: skip
    sensitive = ("tax_number",)
    impersonal = (
        "number", "kind", "stage", "stage_since", "industry", "parent", "employees", "annual_revenue", "founded",
        "source", "sales_region", "pool", "held_since", "followed_at", "falls_on", "falls_by", "protected_until",
        "protected_why", "asked_until", "asked_why", "asked_at", "asked_holds",
        "grade", "grade_why", "grade_until", "cooperation", "cooperation_why", "cooperation_until", "contact_due",
        "segment", "segment_why", "segment_until", "rfm", "rfm_amount", "rfm_day",
        "depth_level", "depth", "depth_why", "people_there", "people_known", "deciders_known", "deciders_against",
        "ways", "theirs", "last_talk", "last_visit", "last_bought", "unanswered", "rivals", "next_step",
        "next_step_why", "step_off", "step_off_until", "steps_declined",
    )  # fmt: skip
    hint = _("Everything about a customer in one place: bring in your list, or begin with one.")


@register
class ContactEntity(Entity):
    model = Contact
    icon = "address-book"
    group = _("Customers")
    counter = pgettext_lazy("a number of people", "%(n)s")
    key = "p"
    columns = ("name", "affiliations", "mobile", "email", "owner", "updated_at")
    layout = (Section(_("Person"), ("name", "mobile", "phone", "email", "wechat", "birthday", "owner", "tags")),)
    key_facts = ("mobile", "email", "owner")
    calendar = None  # a birthday stands in the year of birth
    search = ("name", "mobile", "phone", "email", "wechat")
    keys = ("email", "mobile", "name")
    region_path = "sales_region"
    identity = Identity(
        names=("name",), phones=("mobile", "phone"), emails=("email",), numbers=("wechat",), people=True
    )
    never_ahead = ("birthday",)
    known_files = CONTACTS
    merges = True
    aliases = {
        "name": ("full name", "contact", "contact name", "姓名", "联系人"),
        "mobile": ("mobile phone", "cell", "cell phone", "手机", "手机号"),
        "phone": ("telephone", "tel", "business phone", "电话"),
        "email": ("e-mail address", "mail", "邮箱", "电子邮件"),
        "birthday": ("date of birth", "生日"),
        "note": ("notes", "备注"),
        "tags": ("tag", "label", "labels", "标签", "標籤"),
    }
    person = True
    personal = (
        "name",
        "mobile",
        "phone",
        "email",
        "wechat",
        "birthday",
        "address",
        "division",
        "note",
        "owner",
        "tags",
        "affiliations.customer",
        "affiliations.job_title",
        "affiliations.part",
        "affiliations.influence",
        "affiliations.attitude",
        "affiliations.reports_to",
    )
    impersonal = ("sales_region",)
    hint = _("The people you know at your customers.")


@register
class PurchaseEntity(Entity):
    model = Purchase
    icon = "receipt"
    group = _("Customers")
    title = "number"
    columns = ("number", "customer", "day", "amount", "what")
    layout = (Section(_("Purchase"), ("number", "customer", "day", "amount", "what")),)
    key_facts = ("customer", "day", "amount")
    search = ("number", "what")
    orders = ("-day", "number")
    keys = ("number",)
    owner_path = ""
    along = "customer"
    board = None
    aliases = {
        "number": (
            "order number",
            "order no",
            "invoice number",
            "no",
            "订单号",
            "订单编号",
            "单号",
            "购买编号",
            "訂單編號",
        ),
        "customer": ("account", "client", "company", "客户", "客户名称", "客戶名稱", "公司", "购买方"),
        "day": ("date", "order date", "purchase date", "日期", "下单日期", "购买日期", "成交日期", "訂單日期"),
        "amount": ("total", "order amount", "price", "金额", "订单金额", "成交金额", "总额", "金額"),
        "what": ("product", "products", "item", "items", "产品", "商品", "购买内容", "商品名称", "產品"),
        "note": ("notes", "remark", "备注"),
    }
    personal = ("customer", "what", "note")
    impersonal = ("number", "day", "amount")
    hint = _("What your customers really bought: bring in a list, and grades follow from it.")


@register
class CompetitorEntity(Entity):
    model = Competitor
    icon = "target-arrow"
    group = _("Customers")
    counter = pgettext_lazy("a number of companies", "%(n)s")
    columns = ("name", "region", "encounters", "owner", "updated_at")
    layout = (
        Section(_("Facts"), ("name", "short_name", "website", "region", "owner", "tags")),
        Section(_("How good they are"), ("strengths", "weaknesses")),
    )
    key_facts = ("website", "region", "owner")
    search = ("name", "short_name", "strengths", "weaknesses")
    identity = Identity(names=("name", "short_name"), websites=("website",))
    merges = True
    aliases = {
        "name": ("competitor", "company", "竞争对手", "对手", "公司名称", "名称"),
        "website": ("web", "url", "homepage", "网址", "官网"),
        "strengths": ("advantages", "优势"),
        "weaknesses": ("disadvantages", "劣势", "弱点"),
        "region": ("area", "地区"),
    }
    personal = ("owner", "note", "tags")
    impersonal = (
        "name", "short_name", "website", "region", "strengths", "weaknesses", "encounters.customer",
        "encounters.standing",
        "encounters.has", "encounters.since", "offers.product", "offers.price", "offers.heard_on", "offers.remark",
        "news.day", "news.headline", "news.source",
    )  # fmt: skip
    hint = _("Who else sells to your customers, what they are good at, and where you meet them.")
