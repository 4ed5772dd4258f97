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
import guanxi.engine.fields.rich
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.search.vector
import guanxi.kit.uuids

SIGNALS = """
CREATE FUNCTION guanxi_signal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('guanxi_live', json_build_object('r', NEW.record, 'v', NEW.version, 'a', NEW.actor)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER event_signals AFTER INSERT ON engine_event
    FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION guanxi_signal_change();
"""
WITHOUT_SIGNALS = """
DROP TRIGGER event_signals ON engine_event;
DROP FUNCTION guanxi_signal_change();
"""


class Migration(migrations.Migration):
    replaces = [
        ("messaging", "0001_talk"),
        ("messaging", "0002_signals"),
        ("messaging", "0003_reminders"),
        ("messaging", "0004_unmailed"),
        ("messaging", "0005_entry_lag"),
        ("messaging", "0006_direction"),
    ]

    initial = True

    dependencies = [
        ("engine", "0007_imports"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wishes",
            fields=[
                ("user", models.UUIDField(primary_key=True, serialize=False)),
                ("unwanted", models.JSONField(default=list)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                ("quiet_weekends", models.BooleanField(default=False)),
                ("unmailed", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
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
                ("summary", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=120)),
                ("body", guanxi.engine.fields.text.LongText()),
                ("about", guanxi.engine.fields.anchor.Anchor(blank=True, editable=False, max_length=100, null=True)),
                ("quotes", models.UUIDField(editable=False, null=True)),
                ("mentions", models.JSONField(default=list, editable=False)),
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
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="comment_by_name"),
                    models.Index(fields=["updated_at", "id"], name="comment_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="comment_search"),
                    models.Index(fields=["about", "created_at", "id"], name="comment_about"),
                    models.Index(fields=["created_at", "id"], name="comment_by_creation"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("user", models.UUIDField()),
                ("entity", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("wanted", models.BooleanField(default=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-at"], name="follow_of_user")],
                "constraints": [models.UniqueConstraint(fields=("record", "user"), name="follow_once")],
            },
        ),
        migrations.CreateModel(
            name="Note",
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
                ("title", guanxi.engine.fields.text.Text(blank=True, default="", max_length=120)),
                ("kind", guanxi.engine.fields.choice.Choice(default="note", max_length=40)),
                ("about", guanxi.engine.fields.anchor.Anchor(blank=True, editable=False, max_length=100, null=True)),
                ("happened_at", guanxi.engine.fields.dates.DateTime(blank=True, null=True)),
                ("outcome", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("minutes", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
                ("place", guanxi.engine.fields.text.Text(blank=True, default="", max_length=120)),
                ("body", guanxi.engine.fields.rich.RichText(blank=True, default="")),
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
                ("direction", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="note_by_name"),
                    models.Index(fields=["updated_at", "id"], name="note_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="note_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="note_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="note_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="note_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="note_tagged"
                    ),
                    models.Index(fields=["about", "created_at", "id"], name="note_about"),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("happened_at__isnull", False)),
                        fields=["-created_at"],
                        include=("created_by", "happened_at"),
                        name="note_entered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("user", models.UUIDField()),
                ("kind", models.CharField(max_length=20)),
                ("entity", models.CharField(default="", max_length=60)),
                ("record", models.UUIDField(null=True)),
                ("by", models.UUIDField(null=True)),
                ("source", models.UUIDField(null=True)),
                ("told", models.JSONField(default=dict)),
                ("fold", models.CharField(default="", max_length=120)),
                ("count", models.PositiveIntegerField(default=1)),
                ("waits", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(null=True)),
                ("transaction", models.BigIntegerField(default=0)),
                ("event", models.UUIDField(null=True)),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-at", "-id"], name="notification_of_user"),
                    models.Index(
                        condition=models.Q(("read_at", None), ("waits", True)),
                        fields=["user", "-at"],
                        name="notification_waiting",
                    ),
                    models.Index(fields=["user", "fold", "-at"], name="notification_fold"),
                    models.Index(fields=["at"], name="notification_age"),
                    models.Index(
                        condition=models.Q(("read_at", None), ("waits", True)),
                        fields=["until"],
                        name="notification_over",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reaction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("user", models.UUIDField()),
                ("sign", models.CharField(max_length=8)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reactions", to="messaging.comment"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("comment", "user", "sign"), name="reaction_once")],
            },
        ),
        migrations.RunSQL(
            sql=SIGNALS,
            reverse_sql=WITHOUT_SIGNALS,
        ),
    ]
