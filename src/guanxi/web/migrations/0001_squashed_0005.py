"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import datetime

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.choice
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids
import guanxi.web.ownlayouts.names
import guanxi.web.savedviews.model


class Migration(migrations.Migration):
    replaces = [
        ("web", "0001_remembered"),
        ("web", "0002_saved_view"),
        ("web", "0003_layouts"),
        ("web", "0004_regular_exports"),
        ("web", "0005_views_of_pools"),
    ]

    initial = True

    dependencies = [
        ("ownership", "0003_requests_and_masks"),
        ("people", "0003_user_single_keys"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                ("value", models.JSONField()),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "name"), name="remembered_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
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
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.web.savedviews.model.Noun(max_length=60)),
                ("query", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("audience", guanxi.engine.fields.choice.Choice(default="me", max_length=40)),
                ("opens_first", guanxi.engine.fields.choice.YesNo(default=False)),
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
                    "department",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.department",
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
                    "role",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.role",
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
                    "pool",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ownership.pool",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "verbose_name_plural": "saved views",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="savedview_by_name"),
                    models.Index(fields=["updated_at", "id"], name="savedview_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="savedview_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="savedview_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="savedview_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="savedview_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="savedview_tagged"
                    ),
                    models.Index(fields=["entity", "sort_key"], name="savedview_by_entity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Layout",
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
                ("entity", guanxi.web.ownlayouts.names.Laid(max_length=60)),
                ("when", guanxi.web.ownlayouts.names.KeyName(blank=True, default="", max_length=160)),
                (
                    "key_facts",
                    guanxi.web.ownlayouts.names.FieldNames(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                (
                    "columns",
                    guanxi.web.ownlayouts.names.FieldNames(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                (
                    "quick",
                    guanxi.web.ownlayouts.names.FieldNames(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                (
                    "aside",
                    guanxi.web.ownlayouts.names.FieldNames(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
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
                    "role",
                    guanxi.engine.fields.link.Link(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.role",
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
                "verbose_name": "layout",
                "verbose_name_plural": "layouts",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="layout_by_name"),
                    models.Index(fields=["updated_at", "id"], name="layout_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="layout_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="LayoutSection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("en", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hans", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hant", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                (
                    "holds",
                    guanxi.web.ownlayouts.names.FieldNames(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                (
                    "layout",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sections", to="web.layout"
                    ),
                ),
            ],
            options={
                "verbose_name": "section",
                "verbose_name_plural": "sections",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegularExport",
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
                ("unit", guanxi.engine.fields.choice.Choice(default="days", max_length=40)),
                ("every", guanxi.engine.fields.numbers.Integer(default=15)),
                ("at", guanxi.engine.fields.dates.Time(default=datetime.time(6, 0))),
                (
                    "weekdays",
                    guanxi.engine.fields.choice.Choices(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("month_day", guanxi.engine.fields.numbers.Integer(default=1)),
                ("told_well", guanxi.engine.fields.choice.YesNo(default=False)),
                ("stop_after", guanxi.engine.fields.numbers.Integer(default=3)),
                ("next_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("last_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("last_result", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=500)),
                ("failures", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("format", guanxi.engine.fields.choice.Choice(default="xlsx", max_length=40)),
                ("by_mail", guanxi.engine.fields.choice.YesNo(default=False)),
                ("state", guanxi.engine.fields.choice.Stage(default="on", editable=False, max_length=40)),
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
                    "view",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="web.savedview"
                    ),
                ),
            ],
            options={
                "verbose_name": "regular export",
                "verbose_name_plural": "regular exports",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="regularexport_by_name"),
                    models.Index(fields=["updated_at", "id"], name="regularexport_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="regularexport_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="regularexport_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="regularexport_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="regularexport_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True),
                        fields=["updated_at"],
                        name="regularexport_tagged",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("state", "on")),
                        fields=["next_at"],
                        name="regularexport_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receiver",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "person",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "regular",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="receivers", to="web.regularexport"
                    ),
                ),
            ],
            options={
                "verbose_name": "receiver",
                "verbose_name_plural": "receivers",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
    ]
