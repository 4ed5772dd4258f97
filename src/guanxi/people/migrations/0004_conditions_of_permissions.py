"""A permission's filter becomes a field like any other, and its records are chosen from a list; no column changes."""

from django.db import migrations

import guanxi.engine.fields.conditions
import guanxi.people.models.role


class Migration(migrations.Migration):
    dependencies = [("people", "0003_user_single_keys")]

    operations = [
        migrations.AlterField(
            model_name="permission", name="filter", field=guanxi.engine.fields.conditions.Conditions()
        ),
        migrations.AlterField(
            model_name="permission", name="entity", field=guanxi.people.models.role.AnyNoun(max_length=60)
        ),
        migrations.AlterField(
            model_name="fieldlimit", name="entity", field=guanxi.people.models.role.AnyNoun(max_length=60)
        ),
    ]
