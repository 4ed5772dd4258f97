"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.anchor
import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids
import guanxi.privacy.models.retention


class Migration(migrations.Migration):
    replaces = [("privacy", "0001_privacy"), ("privacy", "0002_clocks_of_breaches")]

    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
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
                ("edition", guanxi.engine.fields.numbers.Integer(default=1)),
                ("language", guanxi.engine.fields.choice.Choice(default="zh-hans", max_length=40)),
                ("text", guanxi.engine.fields.text.LongText()),
                ("valid_from", guanxi.engine.fields.dates.Date(blank=True, null=True)),
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
                "verbose_name": "privacy notice",
                "verbose_name_plural": "privacy notices",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="notice_by_name"),
                    models.Index(fields=["updated_at", "id"], name="notice_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="notice_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "edition", "language"),
                        name="notice_once",
                        violation_error_message="There is this edition in this language. Add the next one.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                ("summary", guanxi.engine.fields.text.Text(editable=False, max_length=120)),
                ("about", guanxi.engine.fields.anchor.Anchor(blank=True, editable=False, max_length=100, null=True)),
                ("channel", guanxi.engine.fields.choice.Choice(default="any", max_length=40)),
                ("given", guanxi.engine.fields.choice.YesNo(default=True)),
                ("said_at", guanxi.engine.fields.dates.DateTime(default=django.utils.timezone.now)),
                ("way", guanxi.engine.fields.choice.Choice(default="form", max_length=40)),
                ("evidence", guanxi.engine.fields.text.LongText(blank=True, default="")),
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
                    "notice",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="privacy.notice"
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="consent_by_name"),
                    models.Index(fields=["updated_at", "id"], name="consent_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="consent_search"),
                    models.Index(fields=["about", "said_at", "id"], name="consent_about"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
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
                ("entity", guanxi.privacy.models.retention.Noun(max_length=60)),
                ("condition", guanxi.engine.fields.conditions.Conditions()),
                ("days", guanxi.engine.fields.numbers.Integer(default=3650)),
                ("since", guanxi.engine.fields.choice.Choice(default="updated_at", max_length=40)),
                ("act", guanxi.engine.fields.choice.Choice(default="bin", max_length=40)),
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("last_run_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
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
                "verbose_name": "retention rule",
                "verbose_name_plural": "retention rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="retentionrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="retentionrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="retentionrule_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Breach",
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
                ("stage", guanxi.engine.fields.choice.Stage(default="known", max_length=40)),
                ("kind", guanxi.engine.fields.choice.Choice(default="seen", max_length=40)),
                ("happened_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("discovered_at", guanxi.engine.fields.dates.DateTime(default=django.utils.timezone.now)),
                ("people", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("data", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("risk", guanxi.engine.fields.choice.Choice(default="some", max_length=40)),
                ("measures", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("pipl_due_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("gdpr_due_at", guanxi.engine.fields.dates.DateTime(editable=False, null=True)),
                ("authority_told_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("people_told_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("why_late", guanxi.engine.fields.text.LongText(blank=True, default="")),
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
                ("critical", guanxi.engine.fields.choice.YesNo(default=False)),
                ("in_china", guanxi.engine.fields.choice.YesNo(default=True)),
                ("in_europe", guanxi.engine.fields.choice.YesNo(default=True)),
                ("level", guanxi.engine.fields.choice.Choice(default="larger", max_length=40)),
                ("china_told_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
            ],
            options={
                "verbose_name": "data breach",
                "verbose_name_plural": "data breaches",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="breach_by_name"),
                    models.Index(fields=["updated_at", "id"], name="breach_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="breach_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="breach_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="breach_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="breach_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="breach_tagged"
                    ),
                    models.Index(fields=["discovered_at", "id"], name="breach_by_discovery"),
                ],
            },
        ),
    ]
