"""What records may have in common, so that possible duplicates are found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0025_turns_of_shares"),
    ]

    operations = [
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
            options={"indexes": [models.Index(fields=["key"], name="match_key")]},
        ),
    ]
