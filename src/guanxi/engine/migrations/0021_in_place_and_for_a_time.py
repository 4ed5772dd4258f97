"""Events tell in whose place somebody acted; a record can be shared for a time."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0020_stage_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="instead_of",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="share",
            name="starts_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="share",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
    ]
