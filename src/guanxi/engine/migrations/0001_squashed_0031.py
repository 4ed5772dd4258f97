"""What these migrations did one after the other, in as few steps as it takes where there is no database yet."""

import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import guanxi.engine.customfields.parameters
import guanxi.engine.fields.choice
import guanxi.engine.fields.conditions
import guanxi.engine.fields.contact
import guanxi.engine.fields.dates
import guanxi.engine.fields.encrypted
import guanxi.engine.fields.link
import guanxi.engine.fields.numbers
import guanxi.engine.fields.tags
import guanxi.engine.fields.text
import guanxi.engine.models.customfield
import guanxi.engine.models.duplicaterule
import guanxi.engine.models.event
import guanxi.engine.models.file
import guanxi.engine.models.movingrule
import guanxi.engine.models.numberingrule
import guanxi.engine.models.qualityrule
import guanxi.engine.models.recipe
import guanxi.engine.search.vector
import guanxi.engine.tailoring.places
import guanxi.kit.uuids

APPEND_ONLY = """
CREATE FUNCTION engine_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
        RETURN NULL;  -- Test databases are emptied between tests.
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER engine_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON engine_event
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER engine_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON engine_seal
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
"""
WITHOUT_APPEND_ONLY = """
DROP TRIGGER engine_event_append_only ON engine_event;
DROP TRIGGER engine_seal_append_only ON engine_seal;
DROP FUNCTION engine_append_only();
"""
REDACTION = """
CREATE FUNCTION engine_event_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('guanxi.erasing', true) IS DISTINCT FROM 'on'
        OR to_jsonb(NEW) - 'changes' IS DISTINCT FROM to_jsonb(OLD) - 'changes' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER engine_event_append_only ON engine_event;
CREATE TRIGGER engine_event_append_only BEFORE DELETE OR TRUNCATE ON engine_event
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER engine_event_redaction BEFORE UPDATE ON engine_event
    FOR EACH ROW EXECUTE FUNCTION engine_event_redaction();
"""
WITHOUT_REDACTION = """
DROP TRIGGER engine_event_redaction ON engine_event;
DROP TRIGGER engine_event_append_only ON engine_event;
CREATE TRIGGER engine_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON engine_event
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
DROP FUNCTION engine_event_redaction();
"""
TOUCHED = """
CREATE FUNCTION engine_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO engine_touched (field, record, is_lost) VALUES (TG_ARGV[0]::uuid, NEW.id, false)
    ON CONFLICT (field, record) DO UPDATE SET is_lost = false;
    RETURN NULL;
END $$;
"""
WITHOUT_TOUCHED = """DROP FUNCTION engine_touched()"""


class Migration(migrations.Migration):
    replaces = [
        ("engine", "0001_initial"),
        ("engine", "0002_limit"),
        ("engine", "0003_job"),
        ("engine", "0004_append_only"),
        ("engine", "0005_storedfile"),
        ("engine", "0006_outgoing_mail"),
        ("engine", "0007_imports"),
        ("engine", "0008_file_versions"),
        ("engine", "0009_custom_fields"),
        ("engine", "0010_custom_field_initial"),
        ("engine", "0011_configuration_move"),
        ("engine", "0011_custom_entities"),
        ("engine", "0012_import_recipes"),
        ("engine", "0014_custom_field_rules"),
        ("engine", "0015_choice_lists"),
        ("engine", "0015_own_names"),
        ("engine", "0015_numbering_rules"),
        ("engine", "0016_reading_and_redaction"),
        ("engine", "0017_traces"),
        ("engine", "0018_change_of_kind"),
        ("engine", "0019_relations_to_several"),
        ("engine", "0020_stage_rules"),
        ("engine", "0021_in_place_and_for_a_time"),
        ("engine", "0022_regular_imports"),
        ("engine", "0023_files_of_fields"),
        ("engine", "0024_stage_meanings"),
        ("engine", "0025_turns_of_shares"),
        ("engine", "0026_match_keys"),
        ("engine", "0027_mergers"),
        ("engine", "0028_stage_dates"),
        ("engine", "0029_matching_runs"),
        ("engine", "0030_quality"),
        ("engine", "0031_rules_by_event"),
    ]

    initial = True

    dependencies = [
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("series", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("last", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("transaction", models.BigIntegerField()),
                ("event", models.UUIDField()),
                ("count", models.BigIntegerField()),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "transaction",
                    models.BigIntegerField(db_default=guanxi.engine.models.event.TransactionNumber(), editable=False),
                ),
                ("at", models.DateTimeField()),
                ("entity", models.CharField(max_length=60)),
                ("record", models.UUIDField(null=True)),
                ("verb", models.CharField(max_length=60)),
                ("actor", models.UUIDField(null=True)),
                ("via", models.CharField(default="", max_length=20)),
                ("address", models.CharField(default="", max_length=45)),
                ("request", models.CharField(default="", max_length=40)),
                ("reason", models.CharField(default="", max_length=200)),
                ("version", models.PositiveIntegerField(default=0)),
                ("changes", models.JSONField(default=dict)),
                ("previous", models.BinaryField(default=b"")),
                ("hash", models.BinaryField(default=b"")),
                ("instead_of", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record", "version"], name="event_record"),
                    models.Index(fields=["transaction", "id"], name="event_order"),
                    models.Index(fields=["entity", "-at"], name="event_entity"),
                    models.Index(
                        condition=models.Q(("verb__in", ("alarm", "disclose", "erase", "export", "reveal", "see"))),
                        fields=["-at", "-id"],
                        name="event_trace",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("actor", models.UUIDField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.BinaryField()),
                ("answer", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("actor", "key"), name="idempotency_once")],
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("subject", models.UUIDField()),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record"], name="share_record"),
                    models.Index(
                        condition=models.Q(("starts_at__isnull", False)), fields=["starts_at"], name="share_begins"
                    ),
                    models.Index(condition=models.Q(("ends_at__isnull", False)), fields=["ends_at"], name="share_ends"),
                ],
                "constraints": [models.UniqueConstraint(fields=("entity", "subject", "record"), name="share_once")],
            },
        ),
        migrations.CreateModel(
            name="Limit",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Job",
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
                ("title", guanxi.engine.fields.text.Text(editable=False, max_length=200)),
                ("name", guanxi.engine.fields.text.Text(editable=False, max_length=100)),
                ("state", guanxi.engine.fields.choice.Stage(default="waiting", editable=False, max_length=40)),
                ("done", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("total", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("message", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=200)),
                ("error", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=500)),
                ("detail", guanxi.engine.fields.text.LongText(blank=True, default="", editable=False)),
                ("attempts", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("is_stopping", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("due_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("started_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("finished_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("entity", models.CharField(blank=True, default="", editable=False, max_length=60)),
                ("record", models.UUIDField(editable=False, null=True)),
                ("payload", models.JSONField(default=dict, editable=False)),
                ("payload_version", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("signature", models.BinaryField(default=b"")),
                ("result", models.JSONField(editable=False, null=True)),
                ("memory", models.JSONField(default=dict, editable=False)),
                ("failures", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("fence", models.PositiveIntegerField(default=0, editable=False)),
                ("ticket", models.BigIntegerField(editable=False, null=True)),
                ("queue", models.CharField(default="default", editable=False, max_length=60)),
                ("lock", models.CharField(default="", editable=False, max_length=200)),
                ("key", models.CharField(editable=False, max_length=120, null=True, unique=True)),
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
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="job_by_name"),
                    models.Index(fields=["updated_at", "id"], name="job_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="job_search"),
                    models.Index(fields=["created_at", "id"], name="job_by_creation"),
                    models.Index(fields=["owner", "created_at", "id"], name="job_own_by_creation"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))), fields=["ticket"], name="job_alive"
                    ),
                    models.Index(fields=["record", "created_at"], name="job_about"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReaderPosition",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("transaction", models.BigIntegerField(default=0)),
                ("event", models.UUIDField(null=True)),
                ("error", models.CharField(default="", max_length=500)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("moved_at", models.DateTimeField(null=True)),
                ("retry_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(
            sql=APPEND_ONLY,
            reverse_sql=WITHOUT_APPEND_ONLY,
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(blank=True, default="", max_length=60)),
                ("record", models.UUIDField(null=True)),
                ("purpose", models.CharField(default="attachment", max_length=60)),
                ("name", models.CharField(max_length=150)),
                ("place", models.CharField(default=guanxi.engine.models.file.random_place, max_length=32, unique=True)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("type", models.CharField(max_length=100)),
                ("uploaded_by", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("number", models.PositiveIntegerField(default=1)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("series", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record", "at"], name="file_record"),
                    models.Index(fields=["uploaded_by"], name="file_uploader"),
                    models.Index(
                        condition=models.Q(("deleted_at__isnull", False)), fields=["deleted_at"], name="file_deleted"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("sender", models.CharField(max_length=320)),
                ("to", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=400)),
                ("text", models.TextField()),
                ("html", models.TextField(default="")),
                ("headers", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("sent", "sent"),
                            ("refused", "refused"),
                            ("shown", "shown only"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(default="", max_length=500)),
                ("sent_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["-created_at", "-id"], name="mail_newest")],
            },
        ),
        migrations.CreateModel(
            name="Import",
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
                ("title", guanxi.engine.fields.text.Text(editable=False, max_length=200)),
                ("entity", guanxi.engine.fields.text.Text(editable=False, max_length=60)),
                ("state", guanxi.engine.fields.choice.Stage(default="uploaded", editable=False, max_length=40)),
                ("file_name", guanxi.engine.fields.text.Text(editable=False, max_length=200)),
                ("total", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("created", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("updated", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("skipped", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("failed", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("warned", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("error", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=500)),
                ("started_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("finished_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("format", models.CharField(default="", editable=False, max_length=20)),
                ("encoding", models.CharField(default="", editable=False, max_length=40)),
                ("delimiter", models.CharField(default="", editable=False, max_length=4)),
                ("sheet", models.CharField(default="", editable=False, max_length=200)),
                ("header_row", models.PositiveIntegerField(default=0, editable=False)),
                ("columns", models.JSONField(default=list, editable=False)),
                ("mapping", models.JSONField(default=dict, editable=False)),
                ("options", models.JSONField(default=dict, editable=False)),
                ("checked", models.JSONField(editable=False, null=True)),
                ("marks", models.JSONField(default=list, editable=False)),
                ("file", models.UUIDField(editable=False, null=True)),
                ("spool", models.UUIDField(editable=False, null=True)),
                ("spool_bytes", models.BigIntegerField(default=0, editable=False)),
                ("position", models.BigIntegerField(default=0, editable=False)),
                ("job", models.UUIDField(editable=False, null=True)),
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
                ("heading_rows", models.PositiveIntegerField(default=1, editable=False)),
                ("made", models.JSONField(default=dict, editable=False)),
                ("recipe", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="import_by_name"),
                    models.Index(fields=["updated_at", "id"], name="import_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="import_search"),
                    models.Index(fields=["created_at", "id"], name="import_by_creation"),
                    models.Index(fields=["owner", "created_at", "id"], name="import_own_by_creation"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PendingLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("record", models.UUIDField()),
                ("field", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=300)),
                ("row", models.PositiveIntegerField()),
                ("column", models.PositiveIntegerField()),
                ("is_told", models.BooleanField(default=False)),
                (
                    "work",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pending",
                        to="engine.import",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["work", "id"], name="pending_link_work")],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
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
                ("label", guanxi.engine.fields.text.Text(max_length=60)),
                ("entity", guanxi.engine.models.customfield.Noun(max_length=60)),
                ("kind", guanxi.engine.fields.choice.Choice(default="text", max_length=40)),
                ("target", guanxi.engine.models.customfield.Noun(blank=True, default="", max_length=60)),
                ("hint", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("required", guanxi.engine.fields.choice.YesNo(default=False)),
                ("alone", guanxi.engine.fields.choice.YesNo(default=False)),
                ("indexed", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
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
                ("initial", guanxi.engine.fields.text.Text(blank=True, default="", max_length=250)),
                ("asked_when", guanxi.engine.customfields.parameters.Formula(blank=True, default="")),
                ("formula", guanxi.engine.customfields.parameters.Formula(blank=True, default="")),
                ("gives", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("needed_from", guanxi.engine.customfields.parameters.StageOf(blank=True, default="", max_length=100)),
                ("only", guanxi.engine.customfields.parameters.Formula(blank=True, default="")),
                ("over", guanxi.engine.customfields.parameters.ListOf(blank=True, default="", max_length=130)),
                ("pattern", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
                ("rolled", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("rolled_field", guanxi.engine.customfields.parameters.FieldOf(blank=True, default="", max_length=130)),
                ("searched", guanxi.engine.fields.choice.YesNo(default=False)),
                ("back_until", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("becoming", guanxi.engine.fields.choice.Choice(blank=True, default="", editable=False, max_length=40)),
                ("beside", models.CharField(default="", editable=False, max_length=63)),
                ("column", models.CharField(default="", editable=False, max_length=63)),
                ("was", guanxi.engine.fields.choice.Choice(blank=True, default="", editable=False, max_length=40)),
                ("was_column", models.CharField(default="", editable=False, max_length=63)),
                ("was_said", models.JSONField(default=dict, editable=False)),
            ],
            options={
                "verbose_name": "custom field",
                "verbose_name_plural": "custom fields",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="customfield_by_name"),
                    models.Index(fields=["updated_at", "id"], name="customfield_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="customfield_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "key"),
                        name="custom_field_once",
                        violation_error_message="These records have, or had, a field with this key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomChoice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("label", guanxi.engine.fields.text.Text(max_length=60)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("retired", guanxi.engine.fields.choice.YesNo(default=False)),
                (
                    "field",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="choices", to="engine.customfield"
                    ),
                ),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices of a list",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("field", "key"),
                        name="custom_choice_once",
                        violation_error_message="Two choices have the same key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Move",
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
                ("title", guanxi.engine.fields.text.Text(max_length=200)),
                ("state", guanxi.engine.fields.choice.Stage(default="compared", editable=False, max_length=40)),
                ("made", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("changed", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("removed", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("document", models.JSONField(default=dict, editable=False)),
                ("chosen", models.JSONField(editable=False, null=True)),
                ("tried", models.JSONField(editable=False, null=True)),
                ("problems", models.JSONField(default=dict, editable=False)),
                ("job", models.UUIDField(editable=False, null=True)),
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
                "verbose_name": "move of a configuration",
                "verbose_name_plural": "moves of configurations",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="move_by_name"),
                    models.Index(fields=["updated_at", "id"], name="move_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="move_search"),
                    models.Index(fields=["created_at", "id"], name="move_by_creation"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomEntity",
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
                ("label", guanxi.engine.fields.text.Text(max_length=60)),
                ("label_plural", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("icon", guanxi.engine.fields.choice.Choice(default="box", max_length=40)),
                ("group", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hint", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("title_label", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("numbering", guanxi.engine.fields.text.Text(blank=True, default="", max_length=30)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
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
                "verbose_name": "kind of record",
                "verbose_name_plural": "kinds of records",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="customentity_by_name"),
                    models.Index(fields=["updated_at", "id"], name="customentity_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="customentity_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key",),
                        name="custom_entity_once",
                        violation_error_message="There is, or was, a kind of record with this key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomName",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("language", guanxi.engine.fields.choice.Choice(max_length=40)),
                ("label", guanxi.engine.fields.text.Text(max_length=60)),
                ("label_plural", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("title_label", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hint", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                (
                    "entity",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="names", to="engine.customentity"
                    ),
                ),
            ],
            options={
                "verbose_name": "name in a language",
                "verbose_name_plural": "names in other languages",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "language"),
                        name="custom_name_once",
                        violation_error_message="This language is there already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomRelation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("target", guanxi.engine.models.customfield.Noun(max_length=60)),
                ("label", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("required", guanxi.engine.fields.choice.YesNo(default=False)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
                (
                    "entity",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="relations", to="engine.customentity"
                    ),
                ),
                ("several", guanxi.engine.fields.choice.YesNo(default=False)),
                (
                    "ways",
                    guanxi.engine.fields.tags.Words(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "relation",
                "verbose_name_plural": "relations",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "key"),
                        name="custom_relation_once",
                        violation_error_message="Two relations have the same key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomStage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("label", guanxi.engine.fields.text.Text(max_length=40)),
                ("kind", guanxi.engine.fields.choice.Choice(default="open", max_length=40)),
                ("tone", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=40)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
                ("retired", guanxi.engine.fields.choice.YesNo(default=False)),
                (
                    "entity",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="engine.customentity"
                    ),
                ),
            ],
            options={
                "verbose_name": "stage",
                "verbose_name_plural": "stages",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "key"),
                        name="custom_stage_once",
                        violation_error_message="Two stages have the same key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recipe",
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
                ("entity", guanxi.engine.models.recipe.Importable(max_length=60)),
                ("audience", guanxi.engine.fields.choice.Choice(default="me", max_length=40)),
                ("about", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("instructions", guanxi.engine.fields.text.LongText()),
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
                "verbose_name": "import recipe",
                "verbose_name_plural": "import recipes",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="recipe_by_name"),
                    models.Index(fields=["updated_at", "id"], name="recipe_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="recipe_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="recipe_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="recipe_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="recipe_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True), fields=["updated_at"], name="recipe_tagged"
                    ),
                    models.Index(fields=["entity", "sort_key"], name="recipe_by_entity"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChoiceList",
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
                "verbose_name": "choice list",
                "verbose_name_plural": "choice lists",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="choicelist_by_name"),
                    models.Index(fields=["updated_at", "id"], name="choicelist_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="choicelist_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("en", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hans", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hant", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("colour", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=1)),
                (
                    "only_for",
                    guanxi.engine.tailoring.places.Keys(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("retired", guanxi.engine.fields.choice.YesNo(default=False)),
                ("key", guanxi.engine.fields.text.Text(blank=True, default="", max_length=40)),
                (
                    "list",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="engine.choicelist"
                    ),
                ),
                ("means", guanxi.engine.fields.choice.Choice(blank=True, default="", max_length=8)),
            ],
            options={
                "verbose_name": "choice",
                "verbose_name_plural": "choices",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "key"),
                        name="list_entry_once",
                        violation_error_message="Two choices have the same key.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListUse",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveIntegerField(default=0, editable=False)),
                ("field", guanxi.engine.tailoring.places.ListedName(max_length=120)),
                ("by", guanxi.engine.tailoring.places.ListedName(blank=True, default="", max_length=120)),
                (
                    "list",
                    guanxi.engine.fields.link.Parent(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="engine.choicelist"
                    ),
                ),
            ],
            options={
                "verbose_name": "field with this list",
                "verbose_name_plural": "fields with this list",
                "ordering": ("position",),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "field"),
                        name="list_use_once",
                        violation_error_message="This field stands here already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnName",
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
                ("name", guanxi.engine.fields.text.Text(max_length=60)),
                ("subject", guanxi.engine.tailoring.places.PlaceName(max_length=120)),
                ("plural", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("en", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("en_plural", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hans", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hant", guanxi.engine.fields.text.Text(blank=True, default="", max_length=60)),
                ("hint", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("hint_en", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("hint_hans", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("hint_hant", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
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
                "verbose_name": "name of your own",
                "verbose_name_plural": "names of your own",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="ownname_by_name"),
                    models.Index(fields=["updated_at", "id"], name="ownname_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="ownname_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("subject",),
                        name="own_name_once",
                        violation_error_message="This has a name of your own already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberingRule",
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
                ("pattern", guanxi.engine.fields.text.Text(max_length=60)),
                ("subject", guanxi.engine.models.numberingrule.NumberedName(max_length=120)),
                ("reset", guanxi.engine.fields.choice.Choice(default="never", max_length=40)),
                ("start", guanxi.engine.fields.numbers.Integer(default=1)),
                ("example", guanxi.engine.fields.text.Text(default="", editable=False, max_length=60)),
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
                "verbose_name": "numbering rule",
                "verbose_name_plural": "numbering rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="numberingrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="numberingrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="numberingrule_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("subject",),
                        name="numbering_rule_once",
                        violation_error_message="These numbers have a rule already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadCount",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("person", models.UUIDField()),
                ("hour", models.DateTimeField()),
                ("rows", models.BigIntegerField(default=0)),
                ("alarmed_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["hour"], name="readcount_by_hour")],
                "constraints": [models.UniqueConstraint(fields=("person", "hour"), name="readcount_once")],
            },
        ),
        migrations.RunSQL(
            sql=REDACTION,
            reverse_sql=WITHOUT_REDACTION,
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "field", "record", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.UUIDField()),
                ("record", models.UUIDField()),
                ("is_lost", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunSQL(
            sql=TOUCHED,
            reverse_sql=WITHOUT_TOUCHED,
        ),
        migrations.CreateModel(
            name="StageRule",
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
                ("stage", guanxi.engine.customfields.parameters.StageOf(max_length=130)),
                ("told", guanxi.engine.fields.text.Text(max_length=200)),
                ("only_when", guanxi.engine.customfields.parameters.Formula(blank=True, default="")),
                ("in_order", guanxi.engine.fields.choice.YesNo(default=False)),
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
                ("longest", guanxi.engine.fields.numbers.Integer(blank=True, null=True)),
            ],
            options={
                "verbose_name": "stage rule",
                "verbose_name_plural": "stage rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="stagerule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="stagerule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="stagerule_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("deleted_at__isnull", True)),
                        fields=("stage",),
                        name="stage_rule_once",
                        violation_error_message="This stage has a rule already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegularImport",
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
                ("state", guanxi.engine.fields.choice.Stage(default="new", editable=False, max_length=40)),
                ("next_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("last_at", guanxi.engine.fields.dates.DateTime(blank=True, editable=False, null=True)),
                ("last_result", guanxi.engine.fields.text.Text(blank=True, default="", editable=False, max_length=500)),
                ("failures", guanxi.engine.fields.numbers.Integer(default=0, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("source", guanxi.engine.fields.choice.Choice(default="folder", max_length=40)),
                ("folder", guanxi.engine.fields.text.Text(blank=True, default="", max_length=500)),
                ("pattern", guanxi.engine.fields.text.Text(blank=True, default="*.csv", max_length=100)),
                ("url", guanxi.engine.fields.contact.Url(blank=True, default="", max_length=500)),
                ("system", guanxi.engine.fields.choice.Choice(default="postgresql", max_length=40)),
                ("server", guanxi.engine.fields.text.Text(blank=True, default="", max_length=260)),
                ("database", guanxi.engine.fields.text.Text(blank=True, default="", max_length=500)),
                ("query", guanxi.engine.fields.text.LongText(blank=True, default="")),
                ("account", guanxi.engine.fields.text.Text(blank=True, default="", max_length=200)),
                ("secret", guanxi.engine.fields.encrypted.Encrypted(blank=True, default="")),
                ("is_tried", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("memory", models.JSONField(default=dict, editable=False)),
                ("tried", models.CharField(default="", editable=False, max_length=64)),
                ("tried_at", models.DateTimeField(editable=False, null=True)),
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
                    "recipe",
                    guanxi.engine.fields.link.Link(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="engine.recipe"
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
                "verbose_name": "regular import",
                "verbose_name_plural": "regular imports",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="regularimport_by_name"),
                    models.Index(fields=["updated_at", "id"], name="regularimport_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="regularimport_search"),
                    models.Index(fields=["owner", "sort_key", "id"], name="regularimport_own_by_name"),
                    models.Index(fields=["owner", "updated_at", "id"], name="regularimport_own_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="regularimport_by_tag"),
                    models.Index(
                        condition=models.Q(("tags", []), _negated=True),
                        fields=["updated_at"],
                        name="regularimport_tagged",
                    ),
                    models.Index(
                        condition=models.Q(("deleted_at", None), ("state", "on")),
                        fields=["next_at"],
                        name="regularimport_due",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetched",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=300)),
                ("work", models.UUIDField(null=True)),
                ("state", models.CharField(default="open", max_length=10)),
                ("error", models.CharField(default="", max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "regular",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="engine.regularimport",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("regular", "digest"), name="fetched_once")],
            },
        ),
        migrations.AddField(
            model_name="import",
            name="regular",
            field=guanxi.engine.fields.link.Link(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="engine.regularimport",
            ),
        ),
        migrations.CreateModel(
            name="MatchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record", models.UUIDField()),
                ("key", models.BigIntegerField()),
                ("kind", models.SmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["key"], name="match_key")],
            },
        ),
        migrations.CreateModel(
            name="Merger",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("survivor", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("is_swept", models.BooleanField(default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["survivor", "-at"], name="merger_survivor"),
                    models.Index(condition=models.Q(("is_swept", False)), fields=["until"], name="merger_until"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Carried",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("place", models.CharField(max_length=120)),
                ("origin", models.UUIDField(null=True)),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "versions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "merger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="carried", to="engine.merger"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merged",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("holds", models.BooleanField(default=True)),
                (
                    "merger",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="others", to="engine.merger"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("holds", True)), fields=["entity"], name="merged_entity")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("holds", True)), fields=("record",), name="merged_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StageSpan",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("record", models.UUIDField()),
                ("stage", models.CharField(max_length=40)),
                ("entered_at", models.DateTimeField()),
                ("left_at", models.DateTimeField()),
                ("went_to", models.CharField(max_length=40)),
                ("moved_by", models.UUIDField(null=True)),
                ("moved_via", models.CharField(default="", max_length=20)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record", "left_at"], name="stagespan_record"),
                    models.Index(fields=["entity", "left_at"], name="stagespan_left"),
                    models.Index(fields=["entity", "entered_at"], name="stagespan_entered"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchPair",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("score", models.SmallIntegerField(default=0)),
                ("reasons", models.JSONField(default=list)),
                ("state", models.CharField(default="open", max_length=10)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["entity", "state", "-score", "id"], name="match_pair_queue"),
                    models.Index(fields=["other"], name="match_pair_other"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="match_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="match_pair_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicateRule",
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
                ("active", guanxi.engine.fields.choice.YesNo(default=False, editable=False)),
                ("name", guanxi.engine.fields.text.Text(max_length=100)),
                ("entity", guanxi.engine.models.duplicaterule.Matched(max_length=60)),
                ("listed_from", guanxi.engine.fields.numbers.Integer(default=60)),
                ("sure_from", guanxi.engine.fields.numbers.Integer(default=85)),
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
                "verbose_name": "duplicate rule",
                "verbose_name_plural": "duplicate rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="duplicaterule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="duplicaterule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="duplicaterule_search"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("active", True), ("deleted_at__isnull", True)),
                        fields=("entity",),
                        name="duplicate_rule_once",
                        violation_error_message="Another rule for these records is active. Deactivate that one first.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Examination",
            fields=[
                ("entity", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("began_at", models.DateTimeField()),
                ("looked_for", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="Flaw",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "entity", "what", "record", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("entity", models.CharField(max_length=60)),
                ("what", models.CharField(max_length=90)),
                ("record", models.UUIDField()),
                ("examined_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["record"], name="flaw_record")],
            },
        ),
        migrations.CreateModel(
            name="QualityFigures",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("entity", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("owner", models.UUIDField(null=True)),
                ("measured_at", models.DateTimeField()),
                ("total", models.PositiveIntegerField()),
                ("counts", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entity", "day", "owner"), name="quality_of_an_owner_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MovingRule",
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
                ("entity", guanxi.engine.models.movingrule.Staged(max_length=60)),
                ("leaves", guanxi.engine.customfields.parameters.StageOf(blank=True, default="", max_length=130)),
                ("to", guanxi.engine.customfields.parameters.StageOf(max_length=130)),
                ("days", guanxi.engine.fields.numbers.Integer(default=30)),
                ("working", guanxi.engine.fields.choice.YesNo(default=False)),
                ("condition", guanxi.engine.fields.conditions.Conditions()),
                ("place", guanxi.engine.fields.numbers.Integer(default=10)),
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
                ("upon", guanxi.engine.fields.choice.Choice(default="time", max_length=40)),
                ("cause", guanxi.engine.models.movingrule.Cause(blank=True, default="", max_length=60)),
                ("happens", guanxi.engine.fields.choice.Choice(default="made", max_length=40)),
                ("cause_filter", guanxi.engine.fields.conditions.Conditions()),
            ],
            options={
                "verbose_name": "moving rule",
                "verbose_name_plural": "moving rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="movingrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="movingrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="movingrule_search"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QualityRule",
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
                ("entity", guanxi.engine.models.qualityrule.Measured(max_length=60)),
                (
                    "matters",
                    guanxi.engine.models.qualityrule.FieldsThatMatter(
                        base_field=models.CharField(max_length=130), blank=True, default=list, size=None
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
                "verbose_name": "quality rule",
                "verbose_name_plural": "quality rules",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["sort_key", "id"], name="qualityrule_by_name"),
                    models.Index(fields=["updated_at", "id"], name="qualityrule_by_change"),
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="qualityrule_search"),
                ],
            },
        ),
    ]
