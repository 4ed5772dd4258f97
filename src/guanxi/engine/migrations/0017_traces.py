"""An index over who saw and took out what; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ("engine", "0016_reading_and_redaction"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(verb__in=("alarm", "disclose", "erase", "export", "reveal", "see")),
                fields=["-at", "-id"],
                name="event_trace",
            ),
        ),
    ]
