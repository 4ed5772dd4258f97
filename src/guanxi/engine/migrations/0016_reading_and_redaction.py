"""How much people read; and events of which personal data may be taken out, in a transaction that says so."""

from django.db import migrations, models

import guanxi.kit.uuids

OPEN = """
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
CLOSE = """
DROP TRIGGER engine_event_redaction ON engine_event;
DROP TRIGGER engine_event_append_only ON engine_event;
CREATE TRIGGER engine_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON engine_event
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
DROP FUNCTION engine_event_redaction();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0015_numbering_rules"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReadCount",
            fields=[
                ("id", models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False)),
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
        migrations.RunSQL(OPEN, CLOSE),
    ]
