"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.contact
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.number
import guanxi.engine.fields.numbers
import guanxi.engine.fields.since
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.grading.models.measured
import guanxi.grading.models.rating
import guanxi.kit.uuids
import guanxi.ownership.models.countdown
import guanxi.people.models.placed


class Migration(migrations.Migration):
    replaces = [
        ("customers", "0001_initial"),
        ("customers", "0002_contact_keys"),
        ("customers", "0003_tags"),
        ("customers", "0004_customer_by_kind"),
        ("customers", "0005_stage_of_life"),
        ("customers", "0006_pools_of_customers"),
        ("customers", "0007_stage_since"),
        ("customers", "0008_purchases"),
        ("customers", "0009_grades"),
        ("customers", "0010_contact_due"),
        ("customers", "0011_competitors"),
        ("customers", "0012_regions"),
        ("customers", "0013_relationships"),
        ("customers", "0014_requests_for_protection"),
    ]

    initial = True

    dependencies = [
        ("engine", "0028_stage_dates"),
        ("ownership", "0001_ownership"),
        ("ownership", "0002_regional_pools"),
        ("ownership", "0003_requests_and_masks"),
        ("people", "0009_regions"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("mobile", guanxi.engine.fields.contact.Phone(blank=True, default="", max_length=40)),
                ("phone", guanxi.engine.fields.contact.Phone(blank=True, default="", max_length=40)),
                ("email", guanxi.engine.fields.contact.Email(blank=True, default="", max_length=254)),
                ("wechat", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("birthday", guanxi.engine.fields.dates.Date(blank=True, null=True)),
                ("address", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tags",
                    guanxi.engine.fields.tags.Tags(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "division",
                    guanxi.people.models.placed.Division(
                        blank=True, db_collation="C", default="", editable=False, max_length=300
                    ),
                ),
                ("placed_by", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "sales_region",
                    guanxi.people.models.placed.SalesRegion(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="contact_by_name"),
                    models.Index(fields=["updated_at", "id"], name="contact_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="contact_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="contact_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="contact_own_by_change"),
                    models.Index(
                        condition=models.Q(("mobile", ""), _negated=True), fields=["mobile"], name="contact_by_mobile"
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="contact_by_email",
                    ),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="contact_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="contact_tagged"
                    ),
                    models.Index(fields=["division", "sales_region"], name="contact_by_division"),
                    models.Index(
                        condition=models.Q(("sales_region__isnull", False)),
                        fields=["sales_region", "sort_key", "id"],
                        name="contact_in_by_name",
                    ),
                    models.Index(
                        condition=models.Q(("sales_region__isnull", False)),
                        fields=["sales_region", "updated_at", "id"],
                        name="contact_in_by_change",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("name", guanxi.engine.fields.text.Text(max_length=200)),
                ("number", guanxi.engine.fields.number.AutoNumber(default="", editable=False, max_length=40)),
                ("short_name", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("kind", guanxi.engine.fields.choice.Choice(default="company", max_length=40)),
                ("industry", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("phone", guanxi.engine.fields.contact.Phone(blank=True, default="", max_length=40)),
                ("email", guanxi.engine.fields.contact.Email(blank=True, default="", max_length=254)),
                ("website", guanxi.engine.fields.contact.Url(blank=True, default="", max_length=500)),
                ("region", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("address", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                ("tax_number", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
                ("employees", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                (
                    "annual_revenue",
                    guanxi.engine.fields.numbers.Money(blank=True, decimal_places=2, max_digits=18, null=True),
                ),
                ("founded", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("source", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidiaries",
                        to="customers.customer",
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tags",
                    guanxi.engine.fields.tags.Tags(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("stage", guanxi.engine.fields.choice.DrawnStage(default="potential", max_length=40)),
                (
                    "falls_by",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.recyclerule",
                    ),
                ),
                ("falls_on", guanxi.ownership.models.countdown.Countdown(blank=True, editable=False, null=True)),
                ("followed_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("held_since", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                (
                    "pool",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.pool",
                    ),
                ),
                ("protected_until", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                (
                    "protected_why",
                    guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=200),
                ),
                (
                    "stage_since",
                    guanxi.engine.fields.since.StageSince(default=django.utils.timezone.now, editable=False),
                ),
                ("cooperation", guanxi.grading.models.rating.Rating(blank=True, default="", max_length=40)),
                ("cooperation_until", guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True)),
                (
                    "cooperation_why",
                    guanxi.grading.models.rating.Reason(blank=True, default="", editable=False, max_length=600),
                ),
                ("grade", guanxi.grading.models.rating.Rating(blank=True, default="", max_length=40)),
                ("grade_until", guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True)),
                (
                    "grade_why",
                    guanxi.grading.models.rating.Reason(blank=True, default="", editable=False, max_length=600),
                ),
                ("contact_due", guanxi.ownership.models.countdown.Countdown(blank=True, editable=False, null=True)),
                (
                    "division",
                    guanxi.people.models.placed.Division(
                        blank=True, db_collation="C", default="", editable=False, max_length=300
                    ),
                ),
                ("placed_by", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "sales_region",
                    guanxi.people.models.placed.SalesRegion(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.region",
                    ),
                ),
                (
                    "depth_level",
                    guanxi.grading.models.measured.Level(blank=True, default="", editable=False, max_length=40),
                ),
                ("depth", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("people_there", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("people_known", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("deciders_known", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("deciders_against", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("ways", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("theirs", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("rivals", guanxi.grading.models.measured.Measured(blank=True, editable=False, null=True)),
                ("last_talk", guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True)),
                ("last_visit", guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True)),
                ("last_bought", guanxi.grading.models.measured.MeasuredDay(blank=True, editable=False, null=True)),
                (
                    "depth_why",
                    guanxi.grading.models.measured.Why(blank=True, default="", editable=False, max_length=600),
                ),
                (
                    "next_step_why",
                    guanxi.grading.models.measured.StepReason(blank=True, default="", editable=False, max_length=600),
                ),
                ("unanswered", guanxi.grading.models.measured.Unanswered(default=False, editable=False)),
                (
                    "next_step",
                    guanxi.grading.models.measured.Step(blank=True, default="", editable=False, max_length=40),
                ),
                (
                    "step_off",
                    guanxi.grading.models.measured.Step(blank=True, default="", editable=False, max_length=40),
                ),
                ("step_off_until", guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True)),
                (
                    "steps_declined",
                    guanxi.engine.fields.choice.Choices(
                        base_field=models.CharField(max_length=40), blank=True, default=list, editable=False, size=None
                    ),
                ),
                ("step_note", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=200)),
                ("asked_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                (
                    "asked_by",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_holds", guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True)),
                ("asked_until", guanxi.engine.fields.dates.Date(blank=True, editable=False, null=True)),
                ("asked_why", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=200)),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="customer_by_name"),
                    models.Index(fields=["updated_at", "id"], name="customer_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="customer_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="customer_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="customer_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="customer_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="customer_tagged"
                    ),
                    models.Index(fields=["kind", "updated_at", "id"], name="customer_by_kind"),
                    models.Index(fields=["stage", "updated_at", "id"], name="customer_by_stage"),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("owner", None)),
                        fields=["pool", "sort_key", "id"],
                        name="customer_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("owner", None)),
                        fields=["pool", "held_since", "id"],
                        name="customer_waiting_since",
                    ),
                    models.Index(
                        condition=models.Q(("falls_on", None), _negated=True),
                        fields=["falls_on", "id"],
                        name="customer_falling",
                    ),
                    models.Index(fields=["stage_since", "id"], name="customer_by_time_in_stage"),
                    models.Index(fields=["grade", "cooperation", "updated_at", "id"], name="customer_by_grade"),
                    models.Index(fields=["contact_due", "id"], name="customer_by_contact_due"),
                    models.Index(fields=["division", "sales_region"], name="customer_by_division"),
                    models.Index(
                        condition=models.Q(("sales_region__isnull", False)),
                        fields=["sales_region", "sort_key", "id"],
                        name="customer_in_by_name",
                    ),
                    models.Index(
                        condition=models.Q(("sales_region__isnull", False)),
                        fields=["sales_region", "updated_at", "id"],
                        name="customer_in_by_change",
                    ),
                    models.Index(
                        condition=models.Q(("depth_level", ""), _negated=True),
                        fields=["depth_level", "updated_at", "id"],
                        name="customer_by_depth",
                    ),
                    models.Index(
                        condition=models.Q(("next_step", ""), _negated=True),
                        fields=["owner", "next_step", "id"],
                        name="customer_by_next_step",
                    ),
                    models.Index(
                        condition=models.Q(("asked_at", None), _negated=True),
                        fields=["asked_at", "id"],
                        name="customer_asked",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("number",),
                        name="customer_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("employees__isnull", True), ("employees__gte", 0), _connector="OR"),
                        name="customer_employees_not_negative",
                        violation_error_message="The number of employees can't be negative.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="customer_not_own_parent",
                        violation_error_message="A customer can't be its own parent company.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("job_title", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("part", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                (
                    "contact",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="affiliations", to="customers.contact"
                    ),
                ),
                (
                    "customer",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="customers.customer",
                    ),
                ),
                ("influence", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("attitude", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                (
                    "reports_to",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contact", "customer"),
                        name="affiliation_once",
                        violation_error_message="The contact belongs to this customer already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                ("number", guanxi.engine.fields.text.Text(max_length=60)),
                ("day", guanxi.engine.fields.dates.Date()),
                ("amount", guanxi.engine.fields.numbers.Money(decimal_places=2, max_digits=18)),
                ("what", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "customer",
                    guanxi.engine.fields.link.Link(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchases",
                        to="customers.customer",
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase",
                "verbose_name_plural": "purchases",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="purchase_by_name"),
                    models.Index(fields=["updated_at", "id"], name="purchase_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="purchase_search"),
                    models.Index(fields=["day", "id"], name="purchase_by_day"),
                    models.Index(
                        fields=["customer", "day"], include=("amount", "deleted_at"), name="purchase_of_customer"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number",),
                        name="purchase_number_once",
                        violation_error_message="There is a purchase with this number already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Competitor",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("updated_at", guanxi.engine.fields.dates.DateTime(editable=False)),
                ("deleted_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("head", models.BinaryField(default=b"")),
                ("sort_key", models.CharField(default="", editable=False, max_length=96)),
                ("search", guanxi.engine.search.vector.SearchVector(editable=False, null=True)),
                (
                    "tags",
                    guanxi.engine.fields.tags.Tags(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("name", guanxi.engine.fields.text.Text(max_length=200)),
                ("short_name", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("website", guanxi.engine.fields.contact.Url(blank=True, default="", max_length=500)),
                ("region", guanxi.engine.fields.text.Text(blank=True, default="", max_length=100)),
                ("strengths", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("weaknesses", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("note", guanxi.engine.fields.text.LongText(blank=True, default="")),
                (
                    "created_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    guanxi.engine.fields.link.Link(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "competitor",
                "verbose_name_plural": "competitors",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="competitor_by_name"),
                    models.Index(fields=["updated_at", "id"], name="competitor_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="competitor_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="competitor_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="competitor_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="competitor_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="competitor_tagged"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Encounter",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("standing", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("has", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("since", guanxi.engine.fields.dates.Date(blank=True, null=True)),
                (
                    "competitor",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="encounters",
                        to="customers.competitor",
                    ),
                ),
                (
                    "customer",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="encounters", to="customers.customer"
                    ),
                ),
            ],
            options={
                "verbose_name": "met at",
                "verbose_name_plural": "met at",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("day", guanxi.engine.fields.dates.Date()),
                ("headline", guanxi.engine.fields.text.Text(max_length=300)),
                ("source", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                (
                    "competitor",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="news", to="customers.competitor"
                    ),
                ),
            ],
            options={
                "verbose_name": "news item",
                "verbose_name_plural": "news",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("product", guanxi.engine.fields.text.Text(max_length=200)),
                ("price", guanxi.engine.fields.numbers.Money(blank=True, decimal_places=2, max_digits=18, null=True)),
                ("heard_on", guanxi.engine.fields.dates.Date(blank=True, null=True)),
                ("remark", guanxi.engine.fields.text.Text(blank=True, default="", max_length=300)),
                (
                    "competitor",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="offers", to="customers.competitor"
                    ),
                ),
            ],
            options={
                "verbose_name": "product and price",
                "verbose_name_plural": "products and prices",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
    ]
