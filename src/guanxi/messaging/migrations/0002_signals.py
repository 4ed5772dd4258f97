"""Whoever changes a record signals it to the pages that show it, in the same transaction, whichever way it came."""

from django.db import migrations

UP = """
CREATE FUNCTION guanxi_signal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('guanxi_live', json_build_object('r', NEW.record, 'v', NEW.version, 'a', NEW.actor)::text);
    RETURN NULL;
END $$;
CREATE TRIGGER event_signals AFTER INSERT ON engine_event
    FOR EACH ROW WHEN (NEW.version > 1) EXECUTE FUNCTION guanxi_signal_change();
"""
DOWN = """
DROP TRIGGER event_signals ON engine_event;
DROP FUNCTION guanxi_signal_change();
"""


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_talk"), ("engine", "0007_imports")]

    operations = [migrations.RunSQL(UP, DOWN)]
