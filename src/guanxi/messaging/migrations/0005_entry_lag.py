"""An index over when what happened was entered; built while people work."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):

    atomic = False
    dependencies = [
        ("messaging", "0004_unmailed"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="note",
            index=models.Index(
                condition=models.Q(("deleted_at", None), ("happened_at__isnull", False)),
                fields=["-created_at"],
                include=("created_by", "happened_at"),
                name="note_entered",
            ),
        ),
    ]
