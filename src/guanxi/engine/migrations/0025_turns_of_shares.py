"""Records that are shared for a time are found by its beginning and end."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("engine", "0024_stage_meanings"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="share",
            index=models.Index(
                condition=models.Q(("starts_at__isnull", False)), fields=["starts_at"], name="share_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="share",
            index=models.Index(condition=models.Q(("ends_at__isnull", False)), fields=["ends_at"], name="share_ends"),
        ),
    ]
