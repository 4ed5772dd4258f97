"""What roles allowed, written down at each change; rows are added and never touched again."""

import django.utils.timezone
from django.db import migrations, models

import guanxi.kit.uuids

LOCK = """
CREATE TRIGGER people_rightssnapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON people_rightssnapshot
    FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
"""
UNLOCK = "DROP TRIGGER people_rightssnapshot_append_only ON people_rightssnapshot;"


class Migration(migrations.Migration):
    dependencies = [("people", "0004_conditions_of_permissions"), ("engine", "0004_append_only")]

    operations = [
        migrations.CreateModel(
            name="RightsSnapshot",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guanxi.kit.uuids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("role", models.UUIDField()),
                ("key", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=100)),
                ("by", models.UUIDField(null=True)),
                ("why", models.CharField(max_length=40)),
                ("release", models.CharField(default="", max_length=40)),
                ("rights", models.JSONField()),
            ],
            options={"indexes": [models.Index(fields=["role", "id"], name="rights_by_role")]},
        ),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
