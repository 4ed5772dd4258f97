"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.fields.anchor
import guanxi.engine.fields.choice
import guanxi.engine.fields.dates
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids


class Migration(migrations.Migration):
    replaces = [("diary", "0001_appointments"), ("diary", "0002_reminders")]

    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
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
                ("name", guanxi.engine.fields.text.Text(max_length=150)),
                ("kind", guanxi.engine.fields.choice.Choice(default="meeting", max_length=40)),
                ("starts_at", guanxi.engine.fields.dates.DateTime()),
                ("ends_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("all_day", guanxi.engine.fields.choice.YesNo(default=False)),
                ("place", guanxi.engine.fields.text.Text(blank=True, default="", max_length=150)),
                ("about", guanxi.engine.fields.anchor.Pointer(blank=True, max_length=100, null=True)),
                ("repeats", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("every", guanxi.engine.fields.numbers.Integer(default=1)),
                (
                    "weekdays",
                    guanxi.engine.fields.choice.Choices(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("until", guanxi.engine.fields.dates.Date(blank=True, null=True)),
                ("visibility", guanxi.engine.fields.choice.Choice(default="open", max_length=40)),
                ("remind", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                (
                    "zone",
                    guanxi.engine.fields.text.Text(
                        default=django.utils.timezone.get_current_timezone_name, max_length=60
                    ),
                ),
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
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="appointment_by_name"),
                    models.Index(fields=["updated_at", "id"], name="appointment_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="appointment_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="appointment_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="appointment_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="appointment_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True),
                        fields=["updated_at"],
                        name="appointment_tagged",
                    ),
                    models.Index(fields=["owner", "starts_at"], name="appointment_own_by_start"),
                    models.Index(fields=["starts_at", "id"], name="appointment_by_start"),
                    models.Index(
                        condition=models.Q(("repeats", ""), _negated=True), fields=["owner"], name="appointment_series"
                    ),
                    models.Index(fields=["about", "starts_at"], name="appointment_about"),
                    models.Index(
                        condition=models.Q(("remind", ""), _negated=True),
                        fields=["starts_at"],
                        name="appointment_reminding",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                        name="appointment_ends_after_start",
                        violation_error_message="The end lies before the start.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("hash", models.BinaryField(unique=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)), fields=("user",), name="feed_one_at_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "appointment",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="diary.appointment"
                    ),
                ),
                (
                    "user",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appointment", "user"),
                        name="participant_once",
                        violation_error_message="This colleague stands here already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialDay",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("day", guanxi.engine.fields.dates.Date()),
                ("starts_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("ends_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                (
                    "appointment",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="special_days", to="diary.appointment"
                    ),
                ),
            ],
            options={
                "verbose_name": "different day",
                "verbose_name_plural": "different days",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appointment", "day"),
                        name="special_day_once",
                        violation_error_message="This day stands here already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminded",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
        ),
    ]
